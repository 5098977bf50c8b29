//! 积分 and 成长值: what earns them, what they buy, and how they go.
