//! Why a file, or one of its rows, does not come in.
use crate::error::refusals;

refusals! {
    /// Why a file does not come in.
    pub enum BulkRefusal {
        FileNeeded = Invalid "import_file_needed" "请选择要导入的文件" "send the file as a form's field `file`";
        NotExcel = Invalid "import_not_excel"
            "请上传 .xls 或 .xlsx 文件" "this is neither an .xls nor an .xlsx file";
        TooManyRows { rows: u64, most: u64 } = Invalid "import_too_many_rows"
            "文件有 {rows} 行，一次最多导入 {most} 行" "{rows} rows, and {most} can be taken at once";
        TooLarge = Invalid "import_too_large"
            "文件过大或压缩异常，请使用模板重新填写" "the file is larger than any form needs to be";
        Columns { missing: String } = Invalid "import_columns"
            "缺少列：{missing}，请使用模板" "the form lacks these columns: {missing}";
        ColumnTwice { column: String } = Invalid "import_column_twice"
            "「{column}」列重复" "this column is there twice: {column}";
        Empty = Invalid "import_empty" "文件里没有数据" "there are no rows below the head";
        Unreadable = Invalid "import_unreadable"
            "文件无法读取：可能已损坏、加密，或是很旧的格式，请另存为 .xlsx 再试"
            "the file is broken, locked, or of a format from before 1997";
        BalancesNotYours = Forbidden "import_balances_not_permitted"
            "没有「调整会员权益」权限，不能导入初始积分或储值"
            "initial balances take the right benefits.adjust";
        OverLimit { what: &'static str, limit: String } = Conflict "import_over_limit"
            "今天导入的{what}合计超过审批额度 {limit}：请去掉这一列再导入，或请有「会员设置」权限的人调高额度"
            "what is brought in today is above the limit of {limit}: leave the balances out, or have somebody with settings.edit raise it";
        OtherFile = Conflict "import_other_file"
            "这不是上次没有完成的那个文件" "this is not the file that did not come to its end";
        NoSuchImport = NotFound "no_such_import" "没有这次导入" "no such import";
    }
}

refusals! {
    /// Why one row of a form is not taken.
    #[derive(Clone)]
    pub enum RowRefusal {
        Unprintable = Invalid "row_unprintable"
            "有看不见的控制字符，请重新输入这一行" "a cell holds a character that no database keeps";
        NumberMalformed = Invalid "row_number_malformed"
            "会员编号需要 1 到 15 个字母、数字或短横线，也可以是本人手机号"
            "a member number has 1 to 15 letters, digits or dashes";
        NumberTwice = Conflict "row_number_twice" "会员编号在文件里重复" "the number is twice in the file";
        NumberTaken = Conflict "row_number_taken" "会员编号已被使用" "the number is another member's";
        PhoneMissing = Invalid "row_phone_missing" "缺少手机号" "the phone is missing";
        PhoneMalformed = Invalid "row_phone_malformed" "手机号不正确" "not a mainland mobile number";
        PhoneTwice = Conflict "row_phone_twice" "手机号在文件里重复" "the phone is twice in the file";
        PhoneTaken = Conflict "row_phone_taken" "手机号已是会员" "the phone is a member's already";
        NameMalformed = Invalid "row_name_malformed" "姓名最多 32 个字" "a name has at most 32 characters";
        NicknameMalformed = Invalid "row_nickname_malformed"
            "昵称最多 32 个字" "a nickname has at most 32 characters";
        LevelUnknown = Invalid "row_level_unknown" "没有这个会员类型" "no such level";
        BirthdayMalformed = Invalid "row_birthday_malformed"
            "生日请写成 2020-02-29" "a birthday is written 2020-02-29";
        EmailMalformed = Invalid "row_email_malformed" "邮箱不正确" "not an e-mail address";
        StoreUnknown = Invalid "row_store_unknown" "没有这个门店，或不在您的管理范围" "no such store, or not yours";
        StoreMissing = Invalid "row_store_missing"
            "请填写归属门店" "whoever works in several stores says whose member it is";
        TagUnknown { tag: String } = Invalid "row_tag_unknown" "没有「{tag}」这个标签" "there is no tag {tag}";
        RemarkMalformed = Invalid "row_remark_malformed" "备注最多 200 个字" "a remark has at most 200 characters";
        PointsMalformed = Invalid "row_points_malformed"
            "初始积分需要不小于 0 的数字，最多 4 位小数" "points are a number from 0 on with at most 4 decimals";
        ValueTooMuch = Invalid "row_value_too_much" "超过单卡储值上限" "more than a card may have";
        ValueMalformed = Invalid "row_value_malformed"
            "初始储值需要不小于 0 的金额，最多 2 位小数" "stored value is an amount from 0 on with at most 2 decimals";
    }
}
