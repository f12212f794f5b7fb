//! What a cell refuses while somebody types: never more than what the program refuses.
//!
//! Excel takes 255 characters of a formula here, too few for the check digit of an IPEI. So the formulas
//! are names of the workbook, which may be longer and speak of the row in which they are used, and a cell
//! asks for a name. Where a spreadsheet program does not know such names, the cell takes everything.

use super::texts::Column;

/// What stands between digits, or before and behind them.
const SEPARATORS: [&str; 9] = [
    "\" \"",
    "\"-\"",
    "\":\"",
    "\".\"",
    "\"/\"",
    "\",\"",
    "\"_\"",
    "CHAR(160)",
    "CHAR(10)",
];
/// The longest text that the program reads as an identity, in bytes.
const LONGEST: usize = 200;

/// The names that check a column, each with its formula. The column is given with its sheet:
/// `Handsets!$C`.
pub(super) fn names(column: Column, place: &str) -> Vec<(&'static str, String)> {
    match column {
        Column::Ipui => ipui(place).into(),
        Column::BaseMac => mac(place).into(),
        _ => Vec::new(),
    }
}

/// The names that check an IPUI or IPEI in a column, the last of them whether it may be one.
///
/// A text without a digit says that there is no handset yet, and one with more than 13 characters has a
/// label: of these the program says more.
fn ipui(column: &str) -> [(&'static str, String); 3] {
    let places = "{1,2,3,4,5,6,7,8,9,10,11,12}";
    let sum =
        format!("=MOD(SUMPRODUCT((FIND(MID(ipui_bare,{places},1),\"0123456789\")-1)*{places}),11)");
    // Of twelve digits: the EMC, the PSN, and not both zero.
    let is_ipei = "AND(VALUE(LEFT(ipui_bare,5))<=65535,VALUE(MID(ipui_bare,6,7))<=1048575,\
                   VALUE(LEFT(ipui_bare,12))>0)";
    let halves = hexadecimal("ipui_bare", 6);
    let check = "MID(\"0123456789*\",ipui_sum+1,1)";
    let may_be = format!(
        "=IF(COUNT(FIND({{0,1,2,3,4,5,6,7,8,9}},ipui_bare))=0,TRUE,\
         IF(LEN(ipui_bare)<10,FALSE,\
         IF(LEN(ipui_bare)=10,IFERROR(AND(HEX2DEC(ipui_bare)>0,HEX2DEC(ipui_bare)<2^36),FALSE),\
         IF(LEN(ipui_bare)=11,ISERROR({eleven}),\
         IF(LEN(ipui_bare)=12,IF(ISNUMBER(ipui_sum),{is_ipei},ISERROR({halves})),\
         IF(LEN(ipui_bare)>13,LEN(ipui_bare)<={LONGEST},\
         IF(ISNUMBER(ipui_sum),IF(ISNUMBER(FIND(RIGHT(ipui_bare,1),\"0123456789*\")),\
         AND({is_ipei},RIGHT(ipui_bare,1)={check}),TRUE),TRUE)))))))",
        eleven = hexadecimal("ipui_bare", 5),
    );
    [
        ("ipui_bare", bare(column)),
        ("ipui_sum", sum),
        ("ipui_may_be", may_be),
    ]
}

/// The same of a MAC address. Its first byte is even, or it is the address of a group.
fn mac(column: &str) -> [(&'static str, String); 2] {
    let halves = hexadecimal("mac_bare", 6);
    let may_be = format!(
        "=IF(LEN(mac_bare)<12,FALSE,\
         IF(LEN(mac_bare)=12,\
         IFERROR(AND({halves}>0,MOD(HEX2DEC(LEFT(mac_bare,2)),2)=0),FALSE),\
         LEN(mac_bare)<={LONGEST}))"
    );
    [("mac_bare", bare(column)), ("mac_may_be", may_be)]
}

/// A position, from 1 to 100, in this cell.
pub(super) fn position(cell: &str) -> String {
    format!("=IFERROR(AND(VALUE({cell})>=1,VALUE({cell})<=100,MOD(VALUE({cell}),1)=0),FALSE)")
}

/// The cell of the column in the same row, without separators.
fn bare(column: &str) -> String {
    let bare = SEPARATORS.iter().fold(format!("{column}1"), |text, sign| {
        format!("SUBSTITUTE({text},{sign},\"\")")
    });
    format!("={bare}")
}

/// A number, where these many characters at the left and the rest are hexadecimal, else an error:
/// `HEX2DEC` takes ten.
fn hexadecimal(name: &str, left: usize) -> String {
    format!(
        "(HEX2DEC(LEFT({name},{left}))+HEX2DEC(MID({name},{},99)))",
        left + 1
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_quotes_are_closed() {
        for (name, formula) in ipui("Handsets!$C").into_iter().chain(mac("Bases!$A")) {
            let outside: String = formula.split('"').step_by(2).collect();
            let count = |c| outside.matches(c).count();
            assert_eq!(count('('), count(')'), "{name}: {formula}");
            assert_eq!(formula.matches('"').count() % 2, 0, "{name}: {formula}");
            assert!(formula.len() <= 8192, "{name}");
        }
    }
}
