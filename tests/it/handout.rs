//! The list for the person who unpacks the handsets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use calamine::{Data, Reader, Xlsx, open_workbook};
use sha2::{Digest, Sha256};

use crate::harness::{Given, expect_mode, given, given_rows};

const ROWS: [&str; 4] = [
    "101,Hunter-22,Ada <b>&amp;,0298765E12,7C2F80123456",
    "102,Hunter-23,=cmd,02B6EC8AA5,7C2F80123456",
    "103,Hunter-24,Cy,,7C2F80123456",
    "0201,Hunter-25,Dee,029E74A599,7C2F80A41C07",
];

fn built() -> Given {
    let given = given_rows(ROWS);
    given.when("build roster.csv --out site").code(0);
    given
}

#[test]
fn csv_has_a_line_per_handset() {
    let given = built();
    let then = given.when("handout site --to list.csv").code(0);
    assert_eq!(then.stdout, "Wrote list.csv: 3 handsets of 2 bases.\n");
    assert_eq!(
        then.stderr,
        "note site/7C2F80123456.xml: 1 SIP account has no handset\n"
    );
    assert_eq!(
        then.text("list.csv"),
        "\u{feff}base_mac,position,extension,display_name,ipui,ipei,voicemail,done\n\
         7C2F80123456,1,101,Ada <b>&amp;,0298765E12,10631 0417298 9,,\n\
         7C2F80123456,2,102,'=cmd,02B6EC8AA5,11118 0821925 6,,\n\
         7C2F80A41C07,1,0201,Dee,029E74A599,10727 0304537 3,,\n"
    );
}

#[test]
fn a_page_per_base_needs_nothing_from_elsewhere() {
    let given = built();
    let page = given.when("handout site --to list.html").code(0);
    let page = page.text("list.html");
    assert_eq!(page.matches("<section ").count(), 2);
    assert!(page.contains("Ada &lt;b&gt;&amp;amp;"), "{page}");
    assert!(page.contains("10631 0417298 9"), "{page}");
    assert!(page.contains("1 SIP account has no handset"), "{page}");
    assert!(page.contains("break-after: page"), "{page}");
    let (_, style) = page.split_once("<style>").unwrap();
    let (style, _) = style.split_once("</style>").unwrap();
    let hash = STANDARD.encode(Sha256::digest(style));
    let policy = format!("style-src 'sha256-{hash}'");
    assert!(page.contains(&policy), "the policy must have {policy}");
    for outside in ["http://", "https://", "src=", "<script", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn a_workbook_has_a_sheet_per_base_and_only_texts() {
    let given = built();
    given.when("handout site --to list.xlsx").code(0);
    let mut book: Xlsx<_> = open_workbook(given.path("list.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["7C2F80123456", "7C2F80A41C07"]);
    let sheet = book.worksheet_range("7C2F80123456").unwrap();
    let row = |row: u32| (1..7).map(move |column| (row, column));
    let cells = |number: u32| -> Vec<_> {
        row(number)
            .map(|at| sheet.get_value(at).cloned().unwrap_or(Data::Empty))
            .map(|cell| cell.to_string())
            .collect()
    };
    assert_eq!(
        cells(3),
        ["2", "102", "=cmd", "02B6EC8AA5", "11118 0821925 6", ""]
    );
    assert_eq!(
        sheet.get_value((2, 4)),
        Some(&Data::String("0298765E12".into()))
    );
}

#[test]
fn no_password_is_in_a_handout_and_others_may_read_it() {
    let given = built();
    for name in ["list.csv", "list.html", "list.xlsx"] {
        given.when(&format!("handout site --to {name}")).code(0);
        expect_mode(&given.path(name), 0o640);
    }
    for name in ["list.csv", "list.html"] {
        let text = std::fs::read_to_string(given.path(name)).unwrap();
        assert!(!text.contains("Hunter"), "{name}");
    }
    let mut book: Xlsx<_> = open_workbook(given.path("list.xlsx")).unwrap();
    for (_, sheet) in book.worksheets() {
        assert!(
            sheet
                .cells()
                .all(|(.., cell)| !cell.to_string().contains("Hunter"))
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_listed() {
    let given = built();
    given.write("site/7C2F80A41C07.xml", "<ProviderFrame>");
    let then = given.when("handout site --to list.csv").code(1);
    assert!(
        then.stderr
            .contains("left out site/7C2F80A41C07.xml: line 1: the file ends in the middle"),
        "{}",
        then.stderr
    );
    assert_eq!(then.stdout, "Wrote list.csv: 2 handsets of 1 base.\n");
}

#[test]
fn a_handset_without_a_working_account_is_listed_with_a_note() {
    let given = built();
    let file = given.files("site")["7C2F80A41C07.xml"].clone();
    let file = String::from_utf8(file).unwrap();
    let active = "ucB_SIP_ACCOUNT_IS_ACTIVE_1\" class=\"symb_item\" value=\"";
    let off = file.replace(&format!("{active}1"), &format!("{active}0"));
    given.write("site/7C2F80A41C07.xml", off);
    let then = given.when("handout site --to list.csv").code(0);
    assert!(then.text("list.csv").contains("0201,Dee,029E74A599"));
    let note = "note site/7C2F80A41C07.xml: SIP account 1 is switched off\n";
    assert!(then.stderr.contains(note), "{}", then.stderr);
}

#[test]
fn a_password_in_another_field_is_left_out_with_a_note() {
    let given = built();
    let file = String::from_utf8(given.files("site")["7C2F80A41C07.xml"].clone()).unwrap();
    let file = file.replace("\"Dee\"", "\"Dee Hunter-25\"");
    let file = file.replace("value='\"0201\"'", "value='\"hunter25\"'");
    let file = file.replace("Hunter-25", "hunter25");
    given.write("site/7C2F80A41C07.xml", file);
    for name in ["list.csv", "list.html", "list.xlsx"] {
        let then = given.when(&format!("handout site --to {name}")).code(0);
        for what in ["extension", "name"] {
            let note = format!(
                "note site/7C2F80A41C07.xml: the {what} of SIP account 1 is not shown, because it \
                 may contain the password\n"
            );
            assert!(then.stderr.contains(&note), "{}", then.stderr);
        }
    }
    for name in ["list.csv", "list.html"] {
        let text = std::fs::read_to_string(given.path(name)).unwrap();
        assert!(!text.contains("hunter25"), "{name}: {text}");
        assert!(text.contains("029E74A599"), "{name}: {text}");
    }
}

#[cfg(unix)]
#[test]
fn of_two_files_of_one_base_the_one_that_it_asks_for_is_listed() {
    let given = built();
    let file = given.files("site")["7C2F80A41C07.xml"].clone();
    given.write("site/7c2f80a41c07.xml", file);
    let left_out = "left out site/7c2f80a41c07.xml: the base asks for 7C2F80A41C07.xml, which is \
                    there too; remove this file\n";
    for name in ["list.csv", "list.html", "list.xlsx"] {
        let then = given.when(&format!("handout site --to {name}")).code(1);
        assert_eq!(
            then.stdout,
            format!("Wrote {name}: 3 handsets of 2 bases.\n")
        );
        assert!(then.stderr.contains(left_out), "{}", then.stderr);
    }
    let then = given.when("export site --to roster2.csv").code(1);
    assert!(then.stderr.contains(left_out), "{}", then.stderr);
    assert!(
        then.stderr.ends_with("4 accounts of 2 bases exported.\n"),
        "{}",
        then.stderr
    );
    std::fs::remove_file(given.path("site/7C2F80A41C07.xml")).unwrap();
    let then = given.when("export site --to roster3.csv").code(1);
    let rename =
        "left out site/7c2f80a41c07.xml: the base asks for 7C2F80A41C07.xml; rename the file";
    assert!(then.stderr.contains(rename), "{}", then.stderr);
}

#[test]
fn nothing_is_overwritten_and_other_endings_are_refused() {
    let given = built().file("list.csv", "mine");
    let then = given.when("handout site --to list.csv");
    then.fails_with("list.csv is there already");
    assert_eq!(given.files("")["list.csv"], b"mine");
    let then = given.when("handout site --to list.pdf");
    then.fails_with("must end in .html, .xlsx or .csv");
    let then = given.when("handout nowhere --to list.html");
    then.fails_with("cannot find the directory nowhere");
}

#[test]
fn a_directory_without_files_gives_an_empty_list() {
    let given = given().file("site/readme.txt", "");
    for name in ["list.csv", "list.html", "list.xlsx"] {
        let then = given.when(&format!("handout site --to {name}")).code(0);
        assert_eq!(
            then.stdout,
            format!("Wrote {name}: 0 handsets of 0 bases.\n")
        );
    }
}
