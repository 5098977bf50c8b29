//! What is written of somebody, and who may write it.
use super::super::{OperatorRefusal, Right, Rights, Scope, Staff};
use crate::typed;

/// What may be changed of somebody.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    /// 工号
    pub number: String,
}

/// Somebody who is invited.
#[derive(Clone, Debug)]
pub struct NewStaff {
    pub login: String,
    pub draft: Draft,
}

const LONGEST_NAME: usize = 20;
const SHORTEST_LOGIN: usize = 4;

impl Draft {
    pub fn checked(self) -> Result<Self, OperatorRefusal> {
        let name = typed::name(&self.name, LONGEST_NAME);
        let name = name.ok_or(OperatorRefusal::StaffMalformed { field: "name" })?;
        let digits = self.number.bytes().all(|b| b.is_ascii_digit());
        if !digits || !(4..=8).contains(&self.number.len()) {
            return Err(OperatorRefusal::StaffMalformed { field: "number" });
        }
        Ok(Self { name, number: self.number })
    }
}

impl NewStaff {
    pub fn checked(self) -> Result<Self, OperatorRefusal> {
        if !typed::could_be_key(&self.login) || self.login.len() < SHORTEST_LOGIN {
            return Err(OperatorRefusal::StaffMalformed { field: "login" });
        }
        Ok(Self { login: self.login, draft: self.draft.checked()? })
    }
}

/// A role's name, if no other has it.
pub fn role_name(text: &str, others: &[String]) -> Result<String, OperatorRefusal> {
    let name = typed::name(text, LONGEST_NAME).filter(|name| !others.contains(name));
    name.ok_or(OperatorRefusal::RoleMalformed)
}

/// Nobody gives a right that they have not, or a shop where they decide nothing (ADM-03).
pub fn may_give(by: &Staff, rights: &Rights, scope: &Scope) -> Result<(), OperatorRefusal> {
    match rights.within(&by.rights) && scope.within(&by.scope) {
        true => Ok(()),
        false => Err(OperatorRefusal::NotYoursToGive),
    }
}

/// Somebody of another shop is not there; somebody who may more is not theirs to change, and an owner
/// is an owner's only: whoever makes another's link, or takes their second factor, can be them.
pub fn may_manage(by: &Staff, whom: &Staff) -> Result<(), OperatorRefusal> {
    if whom.operator.merchant_id != by.operator.merchant_id || !whom.scope.within(&by.scope) {
        return Err(OperatorRefusal::NoSuchStaff);
    }
    if whom.owner && !by.owner {
        return Err(OperatorRefusal::NotYoursToGive);
    }
    may_give(by, &whom.rights, &whom.scope)
}

/// Whoever makes a checker's link, or lets somebody check, can be two people: that is for owners (E19).
pub fn may_make_checker(by: &Staff, rights: &Rights) -> Result<(), OperatorRefusal> {
    match by.owner || !rights.has(Right::Approve) {
        true => Ok(()),
        false => Err(OperatorRefusal::NotYoursToGive),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_a_name_and_a_number_are_what_people_can_type() {
        let of = |login: &str, name: &str, number: &str| {
            let draft = Draft { name: name.to_owned(), number: number.to_owned() };
            NewStaff { login: login.to_owned(), draft }.checked().map(|fine| fine.draft.name)
        };
        assert_eq!(of("zhao", " 赵店长 ", "1004"), Ok("赵店长".to_owned()));
        for (login, name, number, field) in [
            ("abc", "赵", "1004", "login"),
            ("老板老板", "赵", "1004", "login"),
            ("zhao", "  ", "1004", "name"),
            ("zhao", &"赵".repeat(21), "1004", "name"),
            ("zhao", "a\u{7}b", "1004", "name"),
            ("zhao", "赵", "104", "number"),
            ("zhao", "赵", "100400400", "number"),
            ("zhao", "赵", "１００４", "number"),
        ] {
            let outcome = of(login, name, number);
            assert_eq!(outcome, Err(OperatorRefusal::StaffMalformed { field }), "{login} {name}");
        }
    }

    #[test]
    fn no_two_roles_have_one_name() {
        let others = ["店长".to_owned()];
        assert_eq!(role_name(" 领班 ", &others), Ok("领班".to_owned()));
        for wrong in ["", "店长", " 店长 ", &"长".repeat(21)] {
            assert_eq!(role_name(wrong, &others), Err(OperatorRefusal::RoleMalformed), "{wrong}");
        }
    }
}
