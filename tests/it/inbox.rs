//! WeChat's pushes at our door, and the office that says what they are answered.
mod door;
mod late;
mod office;
mod once;
mod shop;
