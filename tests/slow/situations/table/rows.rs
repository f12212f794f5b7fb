//! Rows that are no handsets, and rows that are more than one.

use crate::situations::model::{
    Roster, Situation, either, fine, heard, later, night, ods, one, refused, right, rows, said, sheet_of, situation, start, xls, xlsx,
};
use crate::situations::people::phone;

pub fn all() -> Vec<Situation> {
    let mut table = nothing();
    table.extend(remarks());
    table.extend(in_workbooks());
    table.extend(incomplete());
    table.extend(together());
    table
}

/// Anna, this line, and Bo below it.
fn between(line: &str) -> Roster {
    rows(&["{a}", line, "{b}"])
}

/// Rows with nothing of ours in them.
fn nothing() -> Vec<Situation> {
    vec![
        one("blank: an empty line", between(""), "ab", right()),
        one("blank: delimiters only", between(",,,,"), "ab", right()),
        one("blank: lone spaces", between(" ,  , , , "), "ab", right()),
        one("blank: no-break spaces", between("\u{a0},,\u{a0},,"), "ab", right()),
        one("blank: running numbers go on", "Nr.,{H}\n1,{a}\n2,{b}\n3,,,,,\n4,,,,,\n5,,,,,\n", "ab", right()),
        one("blank: checkboxes go on in a CSV", "{H},bestellt\n{a},TRUE\n{b},FALSE\n,,,,,FALSE\n,,,,,FALSE\n", "ab", right()),
        one("blank: a date far below", format!("{}{}", crate::situations::people::plain(&crate::situations::people::team("ab")), ",,,,,\n".repeat(200) + ",,,,,01.02.2026\n"), "ab", fine()),
        one("blank: checkboxes in a workbook", xlsx(&[sheet_of(&["{H|}|da?", "{a|epnib}|?1", "{b|epnib}|?0", "|||||?0", "|||||?0"])]), "ab", right()),
        one("blank: checkboxes in .ods", ods(&[sheet_of(&["{H|}|da?", "{a|epnib}|?1", "{b|epnib}|?0", "|||||?0"])]), "ab", right()),
        one("blank: checkboxes in .xls", xls(&[sheet_of(&["{H|}|da?", "{a|epnib}|?1", "{b|epnib}|?0", "|||||?0"])]), "ab", right()),
        one("blank: running numbers in a workbook", xlsx(&[sheet_of(&["Nr.|{H|}", "#1|{a|epnib}", "#2|{b|epnib}", "#3", "#4", "#5"])]), "ab", right()),
        one("blank: formulas that give nothing", xlsx(&[sheet_of(&["{H|}|x", "{a|epnib}|", "{b|epnib}|", "|||||=ok", "= |= |= |= |= "])]), "ab", right()),
        one("blank: a far cell", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "{b|epnib}", "", "", "|||||||||||||||||||||#46054"])]), "ab", fine()),
        one("blank: a date far away", xlsx(&[sheet_of(&["{H|}|||gedruckt", "{a|epnib}", "{b|epnib}", "", "", "||||||||@2026-02-01"])]), "ab", right()),
        one("blank: a dash in each cell", between("-,-,-,-,-"), "ab", either("row 3")),
        one("blank: links to empty cells give zeros", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "#0|#0|#0|#0|#0", "{b|epnib}"])]), "ab", either("row 3|A3")),
        one("blank: a MAC dragged down below the last", rows(&["{a}", "{b}", ",,,,{A}", ",,,,{A}", ",,,,{A}"]), "ab", right()),
        one("blank: a MAC dragged down that counts up", rows(&["{a}", "{b}", ",,,,7C2F80123457", ",,,,7C2F80123458", ",,,,7C2F80123459"]), "ab", fine()),
        one("blank: a MAC dragged down in a workbook", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "{b|epnib}", "||||{A}", "||||{A}"])]), "ab", right()),
        one("blank: extensions prepared for later", rows(&["{a}", "{b}", "203,,,,", "204,,,,", "205,,,,"]), "ab", right()),
        one("blank: extensions and names prepared for later", rows(&["{a}", "{b}", "203,,Reserve,,", "204,,Reserve,,"]), "ab", right()),
        one("blank: the word frei for later", rows(&["{a}", "{b}", "203,,frei,,", "204,,frei,,"]), "ab", right()),
    ]
}

/// Totals, signatures, notes.
fn remarks() -> Vec<Situation> {
    let lines = [
        ("a total", "Summe,,2 Geräte,,"), ("a total in English", "Total,,,,"), ("a count alone", "2,,,,"), ("a count in the name's column", ",,2,,"),
        ("a signature", "Unterschrift: ______________,,,,"), ("a signature with a date", "\"Berlin, den 01.02.2026\",,gez. A. Muster,,"),
        ("a page number", "Seite 1 von 2,,,,"), ("a page number in the middle", ",,- 1 -,,"), ("a note with an asterisk", "* Pflichtfeld,,,,"),
        ("a note about colours", "rot = defekt,,,,"), ("a state of affairs", "Stand: 01.02.2026,,,,"), ("an author", ",,erstellt von Anna Berg,,"),
        ("a group's heading", "Halle 2,,,,"), ("a group's heading in the name's column", ",,Vertrieb,,"),
        ("a line of equals signs", "=====,,,,"), ("the word Ende", "Ende der Liste,,,,"), ("a telephone number to ask", ",,\"Fragen an Bo, Tel. 202\",,"),
        ("a path of a file", "P:\\Listen\\DECT\\halle1.xlsx,,,,"), ("a sentence over the whole width", "Bitte die Geräte vor dem Verteilen laden und beschriften!,,,,"),
    ];
    let mut table = Vec::new();
    for (name, line) in lines {
        table.push(one(format!("remark: {name}"), between(line), "ab", right()));
    }
    table.extend([
        one("remark: a line of dashes", between("-----,-----,-----,-----,-----"), "ab", either("row 3")),
        one("remark: a total below, after a blank row", rows(&["{a}", "{b}", "", "Summe,,2,,"]), "ab", right()),
        one("remark: a total in the IPUI's column", rows(&["{a}", "{b}", "Summe,,,2,"]), "ab", either("row 4|D4")),
        one("remark: a total in the base's column", rows(&["{a}", "{b}", "Summe,,,,1 Basis"]), "ab", either("row 4|E4")),
        one("remark: a note in a column that is not ours", "{H},Notiz\n{a},\n,,,,,\"Schlüssel bei Bo\"\n{b},\n", "ab", right()),
        later("remark: a total each night", "ab", rows(&["{a}", "{b}", "Summe,,2,,"]), "ab", right()),
        later("remark: a count that is somebody's extension", "ab", rows(&["{a}", "{b}", "202,,,,"]), "ab", either("row 4|A4|A3")),
        later("remark: a handset's row of which only the extension is left", "abc", rows(&["{a}", "202,,,,", "{c}"]), "abc", refused("*", "row 3|A3|B3")),
        later("remark: a handset's row of which extension and name are left", "abc", rows(&["{a}", "202,,Bo Roe,,", "{c}"]), "abc", refused("*", "row 3|A3|B3")),
        later("remark: a handset's row of which only the extension is left, as a number", "ab", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "#202"])]), "ab", refused("*", "row 3|A3|B3")),
        later("remark: a handset's row of which only the extension is left, with spaces", "abc", rows(&["{a}", " 202 ,,,,", "{c}"]), "abc", refused("*", "row 3|A3|B3")),
        later("remark: a handset's row of which only the name is left", "abc", rows(&["{a}", ",,Bo Roe,,", "{c}"]), "ac", fine()),
        later("remark: the same under skip", "abc", rows(&["{a}", "202,,Bo Roe,,", "{c}"]), "abc", refused("*", "row 3|A3|B3")).with("--on-error skip"),
    ]);
    table
}

/// The same in workbooks, where cells have kinds.
fn in_workbooks() -> Vec<Situation> {
    let sheet = || sheet_of(&["{H|}", "{a|epnib}", "{b|epnib}", "", "Summe||#2", "Unterschrift:", "||@2026-02-01"]);
    let plain = || sheet_of(&["{H|}", "{a|epnib}", "{b|epnib}", "", "Summe||#2", "Unterschrift:"]);
    vec![
        one("remark: total, signature and date in .xlsx", xlsx(&[sheet()]), "ab", right()),
        one("remark: total, signature and date in .ods", ods(&[sheet()]), "ab", right()),
        one("remark: total and signature in .xls", xls(&[plain()]), "ab", right()),
        one("remark: a formula that counts", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "{b|epnib}", "=2"])]), "ab", right()),
        one("remark: a formula that fails, in the name's column", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "{b|epnib}", "||!"])]), "ab", either("row 4|C4")),
        one("remark: lookups that fail, dragged below the table", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "{b|epnib}", "|!|!||", "|!|!||"])]), "ab", either("row 4|B4|C4")),
        one("remark: groups with a heading each", xlsx(&[sheet_of(&["{H|}", "Halle 1", "{a|epnib}", "{b|epnib}", "", "Halle 2", "{f|epnib}"])]), "abf", right()),
        one("remark: groups with a merged heading each", xlsx(&[sheet_of(&["{H|}", "Halle 1", "{a|epnib}", "Halle 2", "{f|epnib}"]).merge("A2:E2").merge("A4:E4")]), "af", right()),
        one("remark: a legend right of the table", xlsx(&[sheet_of(&["{H|}||Legende", "{a|epnib}||rot: defekt", "{b|epnib}||grün: neu"])]), "ab", right()),
    ]
}

/// Rows that are handsets, and lack something.
fn incomplete() -> Vec<Situation> {
    let lacks = |name: &str, line: &str, at: &'static str| {
        later(format!("row without {name}"), "abc", rows(&["{a}", line, "{c}"]), "abc", refused("*", at))
    };
    vec![
        lacks("an extension", ",{b:p},Bo Roe,{b:i},{A}", "A3"),
        lacks("a password", "202,,Bo Roe,{b:i},{A}", "B3"),
        lacks("a name", "202,{b:p},,{b:i},{A}", "C3"),
        lacks("a base", "202,{b:p},Bo Roe,{b:i},", "E3"),
        lacks("its last two cells", "202,{b:p},Bo Roe", "row 3|E3"),
        lacks("all but the IPUI", ",,,{b:i},", "row 3|A3"),
        lacks("all but IPUI and base", ",,,{b:i},{A}", "row 3|A3"),
        lacks("all but extension and IPUI", "202,,,{b:i},", "row 3|B3"),
        lacks("all but extension and base", "202,,,,{A}", "row 3|B3"),
        lacks("its first cell, and all moved left", "{b:p},Bo Roe,{b:i},{A}", "row 3|C3|D3"),
        lacks("a cell too few in the middle", "202,{b:p},{b:i},{A}", "row 3|D3|E3"),
        lacks("a cell too many in the middle", "202,,{b:p},Bo Roe,{b:i},{A}", "row 3|B3|D3"),
        lacks("quotes around a comma in the name", "202,{b:p},Roe, Bo,{b:i},{A}", "row 3|D3"),
        lacks("the separator of the others", "{b;epnib}", "row 3|A3"),
        later("row without the right order: password and extension", "abc", rows(&["{a}", "{b:p},202,Bo Roe,{b:i},{A}", "{c}"]),
            [phone('a'), phone('b').unsure(), phone('c')], heard("row 3|A3")),
        lacks("the right order: IPUI and base", "202,{b:p},Bo Roe,{A},{b:i}", "D3"),
        lacks("the right order: name and password, with a space in the password's column", "202,{b:i},{b:p},Bo Roe,{A}", "row 3|D3"),
        later("row without an IPUI: the phone that is registered stays", "abc", rows(&["{a}", "202,{b:p},Bo Roe,,{A}", "{c}"]), "abc", said(&["missing-ipui"])),
        one("row without an IPUI: registered by hand", rows(&["{a}", "202,{b:p},Bo Roe,,{A}"]), [phone('a'), phone('b').ipui("")], said(&["missing-ipui"])),
        situation("row without a password for a night, then whole again", [
            start("abc"),
            night(rows(&["{a}", "202,,Bo Roe,{b:i},{A}", "{c}"]), "abc", refused("missing-value", "B3")),
            night(rows(&["{a}", "{b}", "{c}"]), "abc", right()),
        ]),
        situation("row without a base for a night under skip, then whole again", [
            start("abc"),
            night(rows(&["{a}", "202,{b:p},Bo Roe,{b:i},", "{c}"]), "abc", refused("missing-value", "E3")).with("--on-error skip"),
            night(rows(&["{a}", "{b}", "{c}"]), "abc", right()),
        ]),
    ]
}

/// Rows that say the same, or contradict each other.
fn together() -> Vec<Situation> {
    let twice = |name: &str, lines: &[&str], truth: &str, at: &'static str| {
        later(format!("twice: {name}"), "abc", rows(lines), truth, refused("*", at))
    };
    vec![
        twice("a row pasted again", &["{a}", "{b}", "{c}", "{b}"], "abc", "row 3|A3|D3"),
        twice("an extension", &["{a}", "{b}", "202,{c:p},Cem Kaya,{c:i},{A}"], "abc", "A3|A4"),
        twice("an IPUI on one base", &["{a}", "{b}", "203,{c:p},Cem Kaya,{b:i},{A}"], "abc", "D3|D4"),
        twice("an IPUI, once as IPEI", &["{a}", "{b}", "{c}", "204,{d:p},Dora Lind,{b:k},{A}"], "abc", "D3|D5"),
        twice("an IPUI on two bases", &["{a}", "{b}", "{c}", "206,{f:p},Fay Sand,{b:i},{B}"], "abc", "D3|D5"),
        twice("an IPUI on two bases, the first gone from its row", &["{a}", "202,{b:p},Bo Roe,{c:i},{A}", "203,{c:p},Cem Kaya,{c:i},{B}"], "abc", "D3|D4"),
        one("twice: an extension on two bases", rows(&["{a}", "201,{f:p},Fay Sand,{f:i},{B}"]), [phone('a'), phone('f').extension("201")], right()),
        later("twice: a person with two phones on one base", "ab", rows(&["{a}", "{b}", "202,{b:p},Bo Roe,{d:i},{A}"]), "ab", refused("duplicate-extension", "A3|A4")),
        one("twice: a password", rows(&["{a}", "202,{a:p},Bo Roe,{b:i},{A}"]), [phone('a'), phone('b').password("kJ7-201-Qx")], said(&["reused-password"])),
        one("twice: a name", rows(&["{a}", "202,{b:p},Anna Berg,{b:i},{A}"]), [phone('a'), phone('b').name("Anna Berg")], right()),
        twice("an IPUI, under skip", &["{a}", "{b}", "203,{c:p},Cem Kaya,{b:i},{A}"], "abc", "D3|D4").with("--on-error skip"),
        later("twice: a row that is crossed out stays beside the new one", "abc",
            rows(&["{a}", "{b}", "202,{b:p},Bo Roe,{d:i},{A}", "{c}"]), "abc", refused("duplicate-extension", "A3|A4")),
        one("twice: the password is the extension", rows(&["{a}", "202,202,Bo Roe,{b:i},{A}"]), [phone('a'), phone('b').password("202")], said(&["password-equals-extension"])),
        one("twice: each row, as two exports pasted together", rows(&["{a}", "{b}", "{a}", "{b}"]), Vec::new(), heard("A2|A3")),
    ]
}
