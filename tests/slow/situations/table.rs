//! The table, by kinds.

#![allow(clippy::too_many_lines, clippy::many_single_char_names, reason = "tables are long, and people in them short")]

mod bases;
mod changes;
mod guards;
mod headers;
mod in_place;
mod rows;
mod secrets;
mod tables;
mod texts;
mod values;

use crate::situations::model::Situation;

pub fn all() -> Vec<Situation> {
    let kinds = [
        headers::all(), tables::all(), rows::all(), values::all(), texts::all(), secrets::all(),
        changes::all(), guards::all(), bases::all(), in_place::all(),
    ];
    kinds.into_iter().flatten().collect()
}
