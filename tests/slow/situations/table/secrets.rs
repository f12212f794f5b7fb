//! Passwords in places where reports could show them. Whatever comes of these, none may be shown.

use encoding_rs::WINDOWS_1252;

use crate::situations::model::{Situation, Verdict, fine, heard, later, one, quoted, refused, right, rows, sheet_of, xlsx};
use crate::situations::people::{HEADER, fill, phone, team};

pub fn all() -> Vec<Situation> {
    let mut table = changed_places();
    table.extend(elsewhere());
    table
}

/// Bo's password in the place of another cell, and the other way round.
fn changed_places() -> Vec<Situation> {
    let mut table = Vec::new();
    for (column, field, at) in [(0, "extension", "row 3|A3"), (3, "IPUI", "D3"), (4, "MAC", "E3")] {
        let line = |person: char| {
            let mut cells: Vec<String> = phone(person).row("epnib", ",").split(',').map(str::to_owned).collect();
            cells.swap(1, column);
            cells.join(",")
        };
        let one_row = rows(&["{a}", &line('b'), "{c}"]);
        let all_rows = rows(&[&line('a'), &line('b'), &line('c')]);
        let unsure = [phone('a'), phone('b').unsure(), phone('c')];
        table.push(later(format!("password and {field} changed places in a row"), "abc", one_row, unsure, heard(at)));
        table.push(later(format!("password and {field} changed places in all rows"), "abc", all_rows, team("abc").into_iter().map(crate::situations::people::Phone::unsure).collect::<Vec<_>>(), heard("")));
        let mut headers: Vec<&str> = HEADER.split(',').collect();
        headers.swap(1, column);
        let text = fill(&format!("{}\n{{a}}\n{{b}}\n{{c}}\n", headers.join(",")));
        table.push(later(format!("the headers of password and {field} changed places"), "abc", text, team("abc").into_iter().map(crate::situations::people::Phone::unsure).collect::<Vec<_>>(), heard("")));
    }
    for (name, line) in [
        ("the row moved right by one", ",202,{b:p},Bo Roe,{b:i},{A}"), ("the row moved left by one", "{b:p},Bo Roe,{b:i},{A},"),
        ("name in the password's place, password in the IPUI's", "202,Bo Roe,{b:i},{b:p},{A}"), ("password instead of the IPUI, no other", "202,,Bo Roe,{b:p},{A}"),
        ("password twice, once for the IPUI", "202,{b:p},Bo Roe,{b:p},{A}"), ("password twice, once for the base", "202,{b:p},Bo Roe,{b:i},{b:p}"),
        ("password behind the IPUI in its cell", "202,,Bo Roe,{b:i} {b:p},{A}"), ("extension and password in one cell", "202 {b:p},,Bo Roe,{b:i},{A}"),
        ("extension and password in one cell, a slash between", "202/{b:p},,Bo Roe,{b:i},{A}"), ("all in one cell", "202 {b:p} Bo Roe {b:i} {A},,,,"),
        ("separated by tabs", "{b\tepnib}"), ("separated by semicolons", "{b;epnib}"), ("separated by spaces", "{b epnib}"), ("only the password", ",{b:p},,,"),
        ("only password and name", ",{b:p},Bo Roe,,"), ("password in the base's place, the rest moved left", "202,Bo Roe,{b:i},{A},{b:p}"),
    ] {
        let unsure = [phone('a'), phone('b').unsure(), phone('c')];
        table.push(later(format!("password: {name}"), "abc", rows(&["{a}", line, "{c}"]), unsure, refused("*", "row 3|A3|B3|C3|D3|E3|F3")));
    }
    table
}

/// Passwords outside of the rows.
fn elsewhere() -> Vec<Situation> {
    let with_header = |header: &str, cell: &str| fill(&format!("{{H}},{header}\n{{a}},{}\n{{b}},\n", quoted(cell)));
    let unknown = |name: &str, text: String, verdict: Verdict| one(format!("password elsewhere: {name}"), text, "ab", verdict);
    let old = WINDOWS_1252.encode(&with_header("Passwort alt", "kJ7-über")).0.into_owned();
    vec![
        unknown("in a note below", fill("{H}\n{a}\n{b}\nalle anderen: kJ7-all,,,,\n"), right()),
        unknown("in a note below, in the name's column", fill("{H}\n{a}\n{b}\n,,Konferenz: kJ7-conf,,\n"), right()),
        unknown("in a title", fill("Kennwort der Basis: kJ7-base,,,,\n{H}\n{a}\n{b}\n"), right()),
        later("password elsewhere: in a row above the header", "ab", "{a}\n{H}\n{b}\n", "ab", refused("*", "row 1|A1|D1|E1")),
        unknown("in a column of old passwords", with_header("Passwort alt", "kJ7-old"), fine()),
        unknown("in a column of web passwords", with_header("Web-Passwort", "kJ7-web"), fine()),
        unknown("in a column that is not ours", with_header("Notiz", "kJ7-note"), right()),
        one("password elsewhere: in a column of old passwords of Windows-1252", old, "ab", fine()),
        one("password elsewhere: a header that is not known, in Windows-1252", WINDOWS_1252.encode("extension,Geheimwort,display_name,ipui,base_mac\n201,kJ7-über,Anna,029E74A599,7C2F80123456\n").0.into_owned(), Vec::new(), refused("*", "")),
        one("password elsewhere: no header, in Windows-1252", WINDOWS_1252.encode("201,kJ7-über,Anna,029E74A599,7C2F80123456\n").0.into_owned(), Vec::new(), refused("*", "")),
        one("password elsewhere: the header is a row of values", "kJ7-1,kJ7-2,kJ7-3,kJ7-4,kJ7-5\n{a}\n", Vec::new(), refused("*", "")),
        one("password elsewhere: on a sheet that is not read", xlsx(&[sheet_of(&["{H|}", "{a|epnib}"]), crate::situations::sheets::sheet("Admin", &["Basis|admin|kJ7-admin"])]), "a", right()),
        one("password elsewhere: on a sheet that is not read and has MACs", xlsx(&[sheet_of(&["{H|}", "{a|epnib}"]), crate::situations::sheets::sheet("Admin", &["{A}|admin|kJ7-admin"])]), Vec::new(), refused("*", "")),
        one("password elsewhere: the name of a sheet", xlsx(&[crate::situations::sheets::sheet("Anna", &["{H|}", "201|{a:p}|{a:p}|{a:i}|{A}"])]), [phone('a').name("kJ7-201-Qx")], fine()),
    ]
}
