//! Where the table is: above, below and beside it, on which sheet, in which file.

use crate::situations::model::{
    Night, Roster, Situation, either, files, fine, heard, later, made, named, night, ods, one, put, refused, right, rows, run, said, sheet_of,
    situation, start, stdin, xls, xlsx, Verdict,
};
use crate::situations::people::{fill, phone, plain, team};
use crate::situations::sheets::{Sheet, sheet};

pub fn all() -> Vec<Situation> {
    let mut table = above();
    table.extend(header_elsewhere());
    table.extend(second_tables());
    table.extend(sheets());
    table.extend(bases_of_sheets());
    table.extend(merged());
    table.extend(fill_down());
    table.extend(several_files());
    table
}

/// What is above the header.
fn above() -> Vec<Situation> {
    vec![
        one("above: a title", "DECT-Telefone Halle 1\n{H}\n{a}\n{b}\n", "ab", right()),
        one("above: a title, a date and a blank row", "DECT-Telefone Halle 1,,,,\nStand: 01.02.2026,,,,\n,,,,\n{H}\n{a}\n{b}\n", "ab", right()),
        one("above: an address with a telephone number", "Firma Muster GmbH,,,,\n\"Musterweg 1, 12345 Berlin\",,,,\nTel. 030 1234567,,,,\n{H}\n{a}\n", "a", right()),
        one("above: a merged title", xlsx(&[sheet_of(&["Handsets", "", "{H|}", "{a|epnib}"]).merge("A1:E1")]), "a", right()),
        one("above: a merged title in .ods", ods(&[sheet_of(&["Handsets", "", "{H|}", "{a|epnib}"]).merge("A1:E1")]), "a", right()),
        one("above: a merged title in .xls", xls(&[sheet_of(&["Handsets", "", "{H|}", "{a|epnib}"]).merge("A1:E1")]), "a", right()),
        one("above: a date as a date", xlsx(&[sheet_of(&["Stand:|@2026-02-01", "{H|}", "{a|epnib}"])]), "a", right()),
        one("above: how to fill in, with a sample MAC that no row has", "MAC wie auf dem Etikett (z. B. {B}),,,,\n{H}\n{a}\n", "a", either("row 1|A1")),
        later("above: a handset", "ab", "{a}\n{H}\n{b}\n", "ab", refused("row-above-header", "row 1|A1|D1|E1")),
        later("above: two handsets, in a workbook", "abc", xlsx(&[sheet_of(&["{a|epnib}", "{b|epnib}", "{H|}", "{c|epnib}"])]), "abc", refused("row-above-header", "row 1|A1|D1")),
        later("above: a handset without its base", "ab", "201,{a:p},Anna Berg,{a:i},\n{H}\n{b}\n", "ab", refused("row-above-header", "row 1|D1")),
        later("above: all but the last, sorted the wrong way round", "abcde", "{e}\n{d}\n{c}\n{b}\n{H}\n{a}\n", "abcde", refused("row-above-header", "row 1|A1|D1")),
        later("above: all rows", "ab", "{a}\n{b}\n{H}\n", "ab", refused("*", "")),
        later("above: all rows, under skip", "ab", "{a}\n{b}\n{H}\n", "ab", refused("*", "")).with("--on-error skip"),
        later("above: a handset without a phone yet", "ab", "201,{a:p},Anna Berg,,\n{H}\n{b}\n", "ab", heard("row 1|A1")),
        one("above: the base, in a cell of its own beside a word", xlsx(&[sheet_of(&["Basis:|{A}", "", "{H|}", "{a|epnib}", "{b|epnib}"])]), "ab", either("row 1|B1")),
    ]
}

/// A header that is not the first row of its rows, or is there again.
fn header_elsewhere() -> Vec<Situation> {
    vec![
        later("header: again in the middle", "abc", "{H}\n{a}\n{b}\n{H}\n{c}\n", "abc", right()),
        one("header: again on each page, with a title", "Liste\n{H}\n{a}\n\nListe (2)\n{H}\n{b}\n\nListe (3)\n{H}\n{c}\n", "abc", right()),
        one("header: again, in another spelling", "{H}\n{a}\nEXTENSION,PASSWORD,DISPLAY NAME,IPUI,BASE MAC\n{b}\n", "ab", right()),
        one("header: again, in another language", "{H}\n{a}\nNebenstelle,Kennwort,Anzeigename,IPUI,MAC\n{b}\n", "ab", right()),
        one("header: again in a workbook", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "{H|}", "{b|epnib}"])]), "ab", right()),
        one("header: again in .xls", xls(&[sheet_of(&["{H|}", "{a|epnib}", "{H|}", "{b|epnib}"])]), "ab", right()),
        one("header: twice, one below the other", "{H}\n{H}\n{a}\n", "a", right()),
        one("header: again as the last row", "{H}\n{a}\n{H}\n", "a", right()),
        one("header: indented by two columns", ",,{H}\n,,{a}\n,,{b}\n", "ab", right()),
        one("header: in row 101", "Text\n".repeat(100) + &plain(&team("ab")), "ab", either("")),
    ]
}

/// Two tables on one sheet.
fn second_tables() -> Vec<Situation> {
    let other = "base_mac,ipui,display_name,password,extension";
    let below = format!("{{H}}\n{{a}}\n{{b}}\n\n{other}\n{{c,binpe}}\n");
    let swapped = "{H}\n{a}\n{b}\nextension,display_name,password,ipui,base_mac\n203,Cem Kaya,{c:p},{c:i},{A}\n";
    vec![
        one("second table: below, same columns, with a title", "Halle 1\n{H}\n{a}\n\nHalle 2\n{H}\n{f}\n", "af", right()),
        one("second table: below, other order", below.as_str(), "abc", right()),
        one("second table: below, name and password changed places", swapped, "abc", right()),
        one("second table: below, name and password changed places, in a workbook",
            xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "", "extension|display_name|password|ipui|base_mac", "203|Cem Kaya|{c:p}|{c:i}|{A}"])]), "ac", right()),
        later("second table: the first has no columns for phone and base", "ab", "extension,password,display_name\n{a,epn}\n\n{H}\n{b}\n", "ab", refused("*", "")),
        later("second table: the first has no column for the phone", "ab", "extension,password,display_name,base_mac\n{a,epnb}\n\n{H}\n{b}\n", "ab", refused("*", "")),
        later("second table: the second has no columns for phone and base", "ab", "{H}\n{b}\n\nextension,password,display_name\n{a,epn}\n", "ab", refused("*", "")),
        later("second table: an IPUI alone in the name's column", "abc", "{H}\n{a}\n,,{b:i},,\n{c}\n", "abc", refused("*", "row 3|C3")),
        later("second table: below, without a password", "ac", "{H}\n{a}\n\nextension,display_name,ipui,base_mac\n203,Cem Kaya,{c:i},{A}\n", "ac", refused("*", "")),
        later("second table: below, one header is mistyped", "ac", "{H}\n{a}\n\nextension,pasword,display_name,ipui,base_mac\n{c}\n", "ac", either("")),
        later("second table: below, without a header, other order", "ac", "{H}\n{a}\n\n{c,binpe}\n", "ac", refused("*", "row 4|row 3|D4")),
        later("second table: below, two columns to the right", "ac", "{H}\n{a}\n\n,,{H}\n,,{c}\n", "ac", either("")),
        later("second table: below, two columns to the right, without a header", "ac", "{H}\n{a}\n\n,,{c}\n", "ac", refused("*", "")),
        later("second table: beside the first", "abcd", "{H},,{H}\n{a},,{c}\n{b},,{d}\n", "abcd", refused("*", "")),
        later("second table: beside the first, under skip", "abcd", "{H},,{H}\n{a},,{c}\n{b},,{d}\n", "abcd", refused("*", "")).with("--on-error skip"),
        later("second table: beside the first, headers numbered by Excel", "abcd",
            "{H},extension2,password2,display_name2,ipui2,base_mac2\n{a},{c}\n{b},{d}\n", "abcd", refused("*", "")),
        later("second table: beside the first, numbered German headers", "abcd",
            "Nebenstelle,Kennwort,Name,IPUI,MAC,Nebenstelle2,Kennwort2,Name2,IPUI2,MAC2\n{a},{c}\n{b},{d}\n", "abcd", refused("*", "")),
        later("second table: beside the first, longer than it", "abc", "{H},,{H}\n{a},,{b}\n,,,,,,{c}\n", "abc", refused("*", "")),
        later("second table: beside the first, in a workbook", "abcd", xlsx(&[sheet_of(&["{H|}||{H|}", "{a|epnib}||{c|epnib}", "{b|epnib}||{d|epnib}"])]), "abcd", refused("*", "")),
        later("second table: beside the first, without a header", "abcd", "{H}\n{a},,{c}\n{b},,{d}\n", "abcd", refused("*", "")),
        later("second table: beside it, the spare handsets", "ab", "{H},,Ersatzgerät\n{a},,{d:i}\n{b},,{e:i}\n", "ab", refused("*", "")),
        later("second table: below, the spare handsets", "ab", "{H}\n{a}\n{b}\n\nErsatzgeräte\n{d:i}\n{e:i}\n", "ab", either("")),
        later("second table: below, a handset's IPUI alone in the first column", "abc", "{H}\n{a}\n{b:i}\n{c}\n", "abc", refused("*", "row 3|A3")),
        one("second table: below, prices", "{H}\n{a}\n{b}\n\nArtikel,Preis\nS650H,\"189,00\"\nLadeschale,\"19,90\"\n", "ab", either("")),
    ]
}

fn north() -> Sheet {
    sheet("North", &["{H|}", "{a|epnib}", "{b|epnib}"])
}

fn south() -> Sheet {
    sheet("South", &["{H|}", "{f|epnib}", "{g|epnib}"])
}

/// Which sheets are read.
fn sheets() -> Vec<Situation> {
    let both = |second: Sheet| xlsx(&[north(), second]);
    let renamed = sheet("South", &["extension|password|display_name|Kennung|base_mac", "{f|epnib}", "{g|epnib}"]);
    let without = sheet("South", &["{f|epnib}", "{g|epnib}"]);
    let same_base = sheet("South", &["{H|}", "{c|epnib}"]);
    let notes = |rows: &[&str]| sheet("Notes", rows);
    vec![
        one("sheets: one for each site", both(south()), "abfg", right()),
        one("sheets: one for each site in .ods", ods(&[north(), south()]), "abfg", right()),
        one("sheets: one for each site in .xls", xls(&[north(), south()]), "abfg", right()),
        one("sheets: other order of columns on the second", both(sheet("South", &["base_mac|ipui|display_name|password|extension", "{f|binpe}"])), "abf", right()),
        one("sheets: German on the second", both(sheet("South", &["Nebenstelle|Kennwort|Name|IPUI|MAC", "{f|epnib}"])), "abf", right()),
        later("sheets: a header renamed on the second", "abfg", both(renamed.clone()), "abfg", refused("*", "")),
        later("sheets: a header renamed on the second, under skip", "abfg", both(renamed), "abfg", refused("*", "")).with("--on-error skip"),
        later("sheets: no header on the second", "abfg", both(without.clone()), "abfg", refused("*", "")),
        later("sheets: no header on the second, in .ods", "abfg", ods(&[north(), without]), "abfg", refused("*", "")),
        later("sheets: two headers renamed on the second", "abfg", both(sheet("South", &["extension|Wort|display_name|Kennung|base_mac", "{f|epnib}"])), "abfg", refused("*", "")),
        later("sheets: all headers renamed on the second", "abc", both(sheet("South", &["Eins|Zwei|Drei|Vier|Fünf", "{c|epnib}"])), "abc", refused("*", "")),
        later("sheets: a list of IPUIs in stock", "ab", both(notes(&["Lager", "{d:i}", "{e:i}"])), "ab", refused("*", "")),
        later("sheets: a list of the bases with their MACs", "ab", both(notes(&["Gerät|Adresse|Ort", "Basis 1|{A}|Halle 1"])), "ab", refused("*", "")),
        one("sheets: a list of bases, and the config says which sheets are meant", both(notes(&["Gerät|Adresse", "Basis 1|{A}"])), "ab", right()).config("[roster]\nsheets = [\"North\"]\n"),
        one("sheets: a list of bases, and --sheet says which is meant", both(notes(&["Gerät|Adresse", "Basis 1|{A}"])), "ab", right()).with("--sheet North"),
        one("sheets: notes", both(notes(&["The key is at the desk.", "", "Ask Bo|#202"])), "ab", right()),
        one("sheets: prices", both(notes(&["Artikel|Preis", "S650H|#189", "R700H|#249"])), "ab", right()),
        one("sheets: a hidden list for a drop-down", both(notes(&["Halle 1", "Halle 2"]).hidden()), "ab", right()),
        one("sheets: two empty ones", xlsx(&[north(), sheet("Tabelle2", &[]), sheet("Tabelle3", &[])]), "ab", right()),
        later("sheets: a hidden roster", "abfg", both(south().hidden()), "abfg", refused("hidden-sheet", "")),
        later("sheets: a hidden roster, and --retire-absent", "abfg", both(south().hidden()), "abfg", refused("hidden-sheet", "")).with("--retire-absent"),
        later("sheets: no header on the second, and --retire-absent", "abfg", both(sheet("South", &["{f|epnib}", "{g|epnib}"])), "abfg", refused("*", "")).with("--retire-absent"),
        later("sheets: the second is empty now, and --retire-absent", "abfg", both(sheet("South", &["{H|}"])), "abfg", refused("*", "")).with("--retire-absent"),
        later("sheets: a hidden roster in .ods", "abfg", ods(&[north(), south().hidden()]), "abfg", refused("hidden-sheet", "")),
        later("sheets: a hidden roster in .xls", "abfg", xls(&[north(), south().hidden()]), "abfg", refused("hidden-sheet", "")),
        later("sheets: a hidden roster for the same base", "abc", both(same_base.clone().hidden()), "abc", refused("hidden-sheet", "")),
        later("sheets: a hidden roster for the same base, under skip", "abc", both(same_base.clone().hidden()), "abc", refused("hidden-sheet", "")).with("--on-error skip"),
        one("sheets: a hidden roster of last year, and --sheet names the other", both(sheet("Old", &["{H|}", "{d|epnib}"]).hidden()), "ab", right()).with("--sheet North"),
        one("sheets: a hidden roster that --sheet names", both(south().hidden()), "abfg", right()).with("--sheet North --sheet South"),
        one("sheets: the only roster is hidden", xlsx(&[notes(&["Deckblatt"]), south().hidden()]), Vec::new(), refused("*", "")),
        one("sheets: one that is not there", both(south()), Vec::new(), Verdict::Usage("Nord")).with("--sheet Nord"),
        later("sheets: --sheet leaves out people of the same base", "abc", both(same_base), "ab", fine()).with("--sheet North"),
        later("sheets: --sheet names one site of two", "abfg", both(south()), "abfg", fine()).with("--sheet North"),
        later("sheets: an old copy beside the roster", "ab", both(sheet("North (2)", &["{H|}", "{a|epnib}", "{b|epnib}"])), "ab", refused("*", "")),
        later("sheets: a copy with the first name, one person more", "ab", both(sheet("Kopie", &["{H|}", "{c|epnib}"])), "abc", right()),
        later("sheets: a pivot table of the roster", "ab", both(notes(&["base_mac|Anzahl", "{A}|#2"])), "ab", heard("")),
        one("sheets: rows hidden by a filter", xlsx(&[north().hide_row(3)]), "ab", right()),
        one("sheets: the columns of passwords and IPUIs are hidden", xlsx(&[north().hide_column(2).hide_column(4)]), "ab", right()),
        one("sheets: the header's row is hidden", xlsx(&[north().hide_row(1)]), "ab", right()),
        one("sheets: a phone list with numbers of ten digits", both(notes(&["Hausmeister|0301234567", "Empfang|0307654321"])), "ab", either("")),
        one("sheets: names with umlauts", xlsx(&[sheet("Gebäude Süd", &["{H|}", "{a|epnib}"])]), "a", right()),
        one("sheets: explanations with the columns' names", both(notes(&["extension|the internal number", "ipui|from the packaging"])), "ab", right()),
        one("sheets: a template sheet with sample people", both(sheet("Muster", &["{H|}", "100|kJ7-sample|Max Mustermann|{d:i}|{A}"])), "ab", heard("")),
    ]
}

/// Sheets that mean a base without a column for it.
fn bases_of_sheets() -> Vec<Situation> {
    const SHORT: &str = "extension|password|display_name|ipui";
    let of = |name: &str, rows: &[&str]| {
        let all: Vec<&str> = std::iter::once(SHORT).chain(rows.iter().copied()).collect();
        sheet(name, &all)
    };
    let over = |cell: &str| sheet_of(&[cell, SHORT, "{a|epni}", "{b|epni}"]);
    vec![
        one("base of the sheet: its name is the MAC", xlsx(&[of("{A}".replace("{A}", crate::situations::people::A).as_str(), &["{a|epni}", "{b|epni}"])]), "ab", right()),
        one("base of the sheet: two sheets, each with its MAC", xlsx(&[of(crate::situations::people::A, &["{a|epni}"]), of(crate::situations::people::B, &["{f|epni}"])]), "af", right()),
        one("base of the sheet: two sheets in .ods", ods(&[of(crate::situations::people::A, &["{a|epni}"]), of(crate::situations::people::B, &["{f|epni}"])]), "af", right()),
        one("base of the sheet: two sheets in .xls", xls(&[of(crate::situations::people::A, &["{a|epni}"]), of(crate::situations::people::B, &["{f|epni}"])]), "af", right()),
        one("base of the sheet: its name is the MAC with hyphens, in small", xlsx(&[of("7c-2f-80-12-34-56", &["{a|epni}"])]), "a", right()),
        one("base of the sheet: its name is a word", xlsx(&[of("Halle 1", &["{a|epni}"])]), Vec::new(), refused("*", "")),
        one("base of the sheet: a MAC with a digit too few", xlsx(&[of("7C2F8012345", &["{a|epni}"])]), Vec::new(), refused("*", "")),
        one("base of the sheet: a column says another", xlsx(&[sheet(crate::situations::people::B, &["{H|}", "{a|epnib}"])]), "a", either("")),
        one("base of the sheet: in the cell above the header", xlsx(&[over(crate::situations::people::A)]), "ab", right()),
        one("base of the sheet: in the cell above, in .ods", ods(&[over(crate::situations::people::A)]), "ab", right()),
        one("base of the sheet: in the cell above, with a label", xlsx(&[over("MAC: 7C:2F:80:12:34:56")]), "ab", right()),
        one("base of the sheet: in the cell above, merged", xlsx(&[over(crate::situations::people::A).merge("A1:D1")]), "ab", right()),
        one("base of the table: in the line above, in a CSV", "{A}\nextension,password,display_name,ipui\n{a,epni}\n{b,epni}\n", "ab", right()),
        one("base of the table: in the line above, with delimiters", "{A},,,\nextension,password,display_name,ipui\n{a,epni}\n{b,epni}\n", "ab", right()),
        one("base of the table: title, then MAC", xlsx(&[sheet_of(&["DECT Halle 1", "{A}", SHORT, "{a|epni}"])]), "a", either("")),
        one("base of the table: two tables, each with its MAC above", xlsx(&[sheet_of(&["{A}", SHORT, "{a|epni}", "", "{B}", SHORT, "{f|epni}"])]), "af", either("")),
        one("base of the table: two tables, the MAC of the second is missing", xlsx(&[sheet_of(&["{A}", SHORT, "{a|epni}", "", "", SHORT, "{f|epni}"])]), "af", heard("")),
        later("base of the table: no base anywhere", "a", "extension,password,display_name,ipui\n{a,epni}\n", "a", refused("missing-column", "")),
        later("base of the sheet: two sheets, and a night later they changed names", "af", xlsx(&[of(crate::situations::people::B, &["{a|epni}"]), of(crate::situations::people::A, &["{f|epni}"])]),
            vec![phone('a').on(crate::situations::people::B), phone('f').on(crate::situations::people::A)], fine()),
    ]
}

/// Cells over several rows.
fn merged() -> Vec<Situation> {
    let rows = ["{H|}", "{a|epnib}", "{b|epni_}", "{c|epni_}"];
    let groups = ["{H|}", "{a|epnib}", "{b|epni_}", "{f|epnib}", "{g|epni_}"];
    vec![
        one("merged: the MAC over its rows", xlsx(&[sheet_of(&rows).merge("E2:E4")]), "abc", right()),
        one("merged: the MAC over its rows in .ods", ods(&[sheet_of(&rows).merge("E2:E4")]), "abc", right()),
        one("merged: the MAC over its rows in .xls", xls(&[sheet_of(&rows).merge("E2:E4")]), "abc", right()),
        one("merged: two MACs over their rows", xlsx(&[sheet_of(&groups).merge("E2:E3").merge("E4:E5")]), "abfg", right()),
        one("merged: two MACs, the first column", xlsx(&[sheet_of(&["base_mac|extension|password|display_name|ipui", "{a|bepni}", "{b|_epni}", "{f|bepni}", "{g|_epni}"]).merge("A2:A3").merge("A4:A5")]), "abfg", right()),
        one("merged: a MAC over rows and blank rows below", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "{b|epni_}", "", ""]).merge("E2:E5")]), "ab", right()),
        one("merged: a MAC over a few rows too few", xlsx(&[sheet_of(&rows).merge("E2:E3")]), "ab", refused("missing-value", "E4")),
        later("merged: a MAC over a row of the next base", "af", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "{f|epni_}"]).merge("E2:E3")]), vec![phone('a'), phone('f').unsure()], heard("")),
        one("merged: a MAC over two columns", xlsx(&[sheet_of(&["{H|}|x", "{a|epnib}|", "{b|epni_}|"]).merge("E2:F3")]), "ab", right()),
        one("merged: a name over a person's two phones", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "202|{b:p}||{b:i}|{A}"]).merge("C2:C3")]), [phone('a'), phone('b').name("Anna Berg")], right()),
        one("merged: an extension over two rows", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "|{b:p}|Bo Roe|{b:i}|{A}"]).merge("A2:A3")]), Vec::new(), refused("duplicate-extension", "A2|A3")),
        one("merged: an IPUI over two rows", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "202|{b:p}|Bo Roe||{A}"]).merge("D2:D3")]), Vec::new(), refused("duplicate-ipui", "D2|D3")),
        one("merged: header cells", xlsx(&[sheet_of(&["extension|password|display_name|ipui|base_mac", "", "{a|epnib}"]).merge("A1:A2").merge("B1:B2").merge("C1:C2").merge("D1:D2").merge("E1:E2")]), "a", right()),
        one("merged: headings of groups of columns", xlsx(&[sheet_of(&["Konto|||Gerät|", "{H|}", "{a|epnib}"]).merge("A1:C1").merge("D1:E1")]), "a", right()),
        one("merged: a note below over all columns", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "", "Bitte laden!"]).merge("A4:E4")]), "a", right()),
        later("merged: a MAC, the next night unmerged by a sort", "abc", xlsx(&[sheet_of(&["{H|}", "{b|epni_}", "{c|epni_}", "{a|epnib}"])]), "abc", refused("missing-value", "E2")),
    ]
}

/// A value that is given once per group.
fn fill_down() -> Vec<Situation> {
    let groups = || rows(&["{a}", "{b,epni_}", "{c,epni_}", "{f}", "{g,epni_}"]);
    vec![
        later("once per group: the MAC, and nobody said that it is meant so", "abcfg", groups(), "abcfg", refused("missing-value", "E3")),
        one("once per group: the MAC, with --fill-down", groups(), "abcfg", fine()).with("--fill-down base_mac"),
        one("once per group: the MAC, with fill_down in the config", groups(), "abcfg", fine()).config("[roster]\nfill_down = [\"base_mac\"]\n"),
        one("once per group: with a blank row between the groups", rows(&["{a}", "{b,epni_}", "", "{f}", "{g,epni_}"]), "abfg", fine()).with("--fill-down base_mac"),
        one("once per group: in a workbook", xlsx(&[sheet_of(&["{H|}", "{a|epnib}", "{b|epni_}"])]), "ab", fine()).with("--fill-down base_mac"),
        one("once per group: the first row has none", rows(&["{a,epni_}", "{b}"]), "b", refused("missing-value", "E2")).with("--fill-down base_mac"),
        one("once per group: not over the next header", "{H}\n{a}\n{H}\n{b,epni_}\n", "a", either("E4")).with("--fill-down base_mac"),
        one("once per group: on the next sheet it begins anew", xlsx(&[sheet("1", &["{H|}", "{a|epnib}"]), sheet("2", &["{H|}", "{f|epni_}"])]), "a", refused("missing-value", "E2")).with("--fill-down base_mac"),
        one("once per group: the name, which nobody asked for", rows(&["{a}", "202,{b:p},,{b:i},"]), "a", refused("missing-value", "C3")).with("--fill-down base_mac"),
        one("once per group: a field that does not exist", rows(&["{a}"]), Vec::new(), Verdict::Usage("")).with("--fill-down basis"),
        one("once per group: the IPUI, which makes no sense", rows(&["{a}", "202,{b:p},Bo Roe,,{A}"]), Vec::new(), Verdict::Usage("ipui")).with("--fill-down ipui"),
        later("once per group: a heading between has a text in the base's column", "abc", rows(&["{a}", ",,,,Halle 2", "{b,epni_}", "{c}"]), "abc", refused("*", "E4|E3|row 3")).with("--fill-down base_mac"),
        later("once per group: a person without password and phone", "ab", rows(&["{a}", "202,,Bo Roe,,"]), "ab", refused("*", "row 3|B3|A3")).with("--fill-down base_mac"),
        one("once per group: a total below does not become a handset", rows(&["{a}", "{b,epni_}", "Summe,,2,,"]), "ab", fine()).with("--fill-down base_mac"),
        one("once per group: blank rows below do not become handsets", rows(&["{a}", "{b,epni_}", ",,,,", ",,,,"]), "ab", fine()).with("--fill-down base_mac"),
        later("once per group: sorted by name in between", "af", rows(&["{f,epni_}", "{a}", "{b,epni_}", "{g}"]), "abfg", refused("missing-value", "E2")).with("--fill-down base_mac"),
    ]
}

/// Several files, and standard input.
fn several_files() -> Vec<Situation> {
    let north = || named("north.csv", plain(&team("ab")));
    let south = |text: &str| named("south.csv", fill(text));
    let both = |text: &str| files([north(), south(text)]);
    let again = |roster: Roster, verdict: Verdict| -> [Night; 2] { [start("abfg"), night(roster, "abfg", verdict)] };
    vec![
        one("files: one for each site", both("{H}\n{f}\n{g}\n"), "abfg", right()),
        one("files: a CSV and a workbook", files([north(), xlsx(&[self::south()])]), "abfg", right()),
        one("files: other delimiter and order", files([north(), south("base_mac;ipui;display_name;password;extension\n{f;binpe}\n")]), "abf", right()),
        situation("files: the second has only its header", again(both("{H}\n"), fine())),
        situation("files: the second has only its header, and --retire-absent", again(both("{H}\n"), refused("*", ""))).with("--retire-absent"),
        situation("files: the second is empty, and --retire-absent", again(both(""), refused("*", ""))).with("--retire-absent"),
        situation("files: the second is empty", again(both(""), refused("*", ""))),
        situation("files: the second has a renamed header", again(both("extension,password,display_name,Kennung,base_mac\n{f}\n{g}\n"), refused("*", ""))),
        situation("files: the second has no header", again(both("{f}\n{g}\n"), refused("*", ""))),
        situation("files: the second is a web page", again(both("<html><body>please log in</body></html>"), heard(""))),
        situation("files: the second is not named", again(north(), right())),
        situation("files: the second is not there", [start("abfg"), night(Roster { names: Some("north.csv south.csv"), ..north() }, "abfg", Verdict::Usage("south.csv")).before(put("north.csv", plain(&team("ab"))))]),
        situation("files: a handset is in both", again(both("{H}\n{f}\n{g}\n206,{f:p},Fay Sand,{a:i},{B}\n"), refused("*", ""))),
        situation("files: one is named twice", [start("ab"), night(made("roster.csv roster.csv"), "ab", Verdict::Usage("one file"))]),
        one("stdin: a CSV", stdin(plain(&team("ab"))), "ab", right()),
        one("stdin: with semicolons and a byte order mark", stdin(fill("\u{feff}{H;}\n{a;epnib}\n{b;epnib}\n")), "ab", right()),
        later("stdin: nothing", "ab", stdin(""), "ab", refused("*", "")),
        later("stdin: broken off in a row", "ab", stdin(plain(&team("ab"))[..100].to_owned()), "ab", refused("*", "row 3|A3|B3|C3|D3|E3|E2|D2|row 2")),
        later("stdin: broken off after a row", "abc", stdin(plain(&team("ab"))), "ab", fine()),
        situation("files: init's empty roster, filled in", [
            start("ab"),
            night(made("back.csv"), "ab", right()).before(run("export out --to back.csv")),
        ]),
        one("a workbook that is a CSV", named("roster.xlsx", plain(&team("a"))), Vec::new(), Verdict::Usage("delimited")),
        one("a tab-separated .txt", named("roster.txt", fill("{H\t}\n{a\tepnib}\n")), "a", right()),
        one("a .tsv", named("roster.tsv", fill("{H\t}\n{a\tepnib}\n")), "a", right()),
        one("said which sheet: a CSV has none", rows(&["{a}"]), "a", fine()).with("--sheet North"),
        one("numbers as numbers", xlsx(&[sheet_of(&["{H|}", "#201|{a:p}|Anna Berg|{a:i}|{A}"])]), "a", said(&["?numeric-cell"])),
    ]
}
