//! A rejected row may be about a handset that was to have another base.

use std::fs;

use crate::harness::{BASES, Given, given_site, handsets_of, stamps};

const A: &str = BASES[0];
const B: &str = BASES[1];
const C: &str = BASES[2];
const POLICIES: [&str; 2] = ["hold", "skip"];

fn row(number: usize, base: &str) -> String {
    let ipui = format!("029E70{number:04X}");
    format!("{number},Invented-{number},Name {number},{ipui},{base},")
}

/// A site built from these rows, and then given these.
fn site(before: &[String], now: &[String]) -> Given {
    let site = given_site();
    site.roster(before);
    site.build(&[]).code(0);
    site.roster(now);
    site
}

/// How many of these bases' files have the handset of this number.
fn holders(site: &Given, number: usize, bases: &[&str]) -> usize {
    let ipui = format!("029E70{number:04X}");
    let has = |base: &&&str| {
        let file = handsets_of(&site.out(), base);
        file.values().any(|there| *there == ipui)
    };
    bases.iter().filter(has).count()
}

/// What the report says of a base that is held: message, help and the row.
fn held(site: &Given, base: &str) -> String {
    let report = fs::read_to_string(site.out().join("report.csv")).unwrap();
    let is_of_base = |line: &&str| line.contains("base-held") && line.contains(base);
    let found = report.lines().find(is_of_base);
    found.unwrap_or_else(|| panic!("{report}")).to_owned()
}

#[test]
fn a_new_row_takes_an_extension_over_only_if_no_rejected_row_may_have_its_handset() {
    let before = [row(2001, A), row(2002, A), row(2011, B)];
    for policy in POLICIES {
        for base in [B, C] {
            let now = [
                row(2001, A),
                row(2011, B),
                format!("2002,Invented-2002,Name 2002,O29E7007D2,{base},"),
                format!("2002,Invented-2,Dora,029E700003,{A},"),
            ];
            let site = site(&before, &now);
            let file = stamps(&site.out())[&format!("{A}.xml")].clone();
            site.build(&["--on-error", policy]).code(1);
            assert_eq!(stamps(&site.out())[&format!("{A}.xml")], file, "{policy}");
            let held = held(&site, A);
            assert!(held.contains(":E4"), "{held}");
        }
    }
}

#[test]
fn a_rejected_row_with_the_extension_of_an_unchanged_account_does_not_matter_to_its_base() {
    // The extension is that of a new phone of base B, too.
    let before = [row(2001, A), row(2002, A), row(2003, A), row(2011, B)];
    let now = [
        row(2001, A),
        row(2002, A),
        row(2011, B),
        format!("2002,,Name,029E700099,{B},"),
    ];
    let site = site(&before, &now);
    site.build(&[]).code(1);
    assert_eq!(holders(&site, 2003, &[A]), 0);
}

#[test]
fn a_moved_row_whose_extension_and_ipui_cannot_be_read_costs_no_base_a_handset() {
    let before: Vec<_> = (2001..=2003)
        .map(|number| row(number, A))
        .chain((2011..=2013).map(|number| row(number, B)))
        .collect();
    for policy in POLICIES {
        for (extension, ipui) in [
            ("20o3", "O29E7007D3"),
            ("2044", "O29E7007D3"),
            // Its extension is that of an account that stays, or of two rejected rows.
            ("2002", "O29E7007D3"),
            ("2013", "O29E7007D3"),
            ("", "029E70"),
            ("2044", "10727 0023757 1"),
        ] {
            let mut now = before.clone();
            now.remove(2);
            now.push(format!("{extension},ab99cd,Name,{ipui},{B},"));
            let site = site(&before, &now);
            site.build(&["--on-error", policy]).code(1);
            let case = format!("{policy} {extension} {ipui}");
            assert_eq!(holders(&site, 2003, &[A]), 1, "{case}");
            let held = held(&site, A);
            assert!(held.contains(":E7"), "{case} {held}");
            assert!(!held.contains("use --on-error skip"), "{held}");
        }
    }
}

#[test]
fn beside_such_a_row_handsets_may_still_move_with_their_rows() {
    let before: Vec<_> = [2001, 2002].map(|number| row(number, A)).into();
    let now = [
        row(2001, A),
        row(2002, B),
        format!("2044,ab99cd,Name,O29E7007D3,{B},"),
    ];
    let site = site(&before, &now);
    site.build(&["--on-error", "skip"]).code(1);
    assert_eq!(holders(&site, 2002, &[A]), 0);
    assert_eq!(holders(&site, 2002, &[B]), 1);
}

#[test]
fn a_base_is_not_retired_while_a_moved_row_cannot_be_read() {
    let before: Vec<_> = [row(2001, A), row(2002, A), row(2003, A), row(2011, B)].into();
    let now = [
        row(2001, B),
        row(2002, B),
        row(2011, B),
        format!("20o3,ab99cd,Name,junk,{B},"),
    ];
    for policy in POLICIES {
        let site = site(&before, &now);
        site.build(&["--retire-absent", "--on-error", policy])
            .code(1);
        assert_eq!(holders(&site, 2003, &[A]), 1, "{policy}");
    }
}

#[test]
fn shards_hold_for_such_a_row_what_the_whole_holds() {
    let before: Vec<_> = [row(2001, A), row(2003, A), row(2011, B), row(2021, C)].into();
    let now = [
        row(2001, A),
        row(2011, B),
        row(2021, C),
        format!("20o3,ab99cd,Name,junk,{B},"),
    ];
    for policy in POLICIES {
        let site = site(&before, &now);
        for shard in ["1/3", "2/3", "3/3"] {
            site.build(&["--on-error", policy, "--shard", shard]);
        }
        assert_eq!(holders(&site, 2003, &[A]), 1, "{policy}");
    }
}

#[test]
fn a_base_that_skip_holds_too_gets_no_help_about_skip() {
    let before = [row(2001, A)];
    let now = [row(2001, A), format!("2011,,Name,029E700011,{B},")];
    let site = site(&before, &now);
    site.build(&["--on-error", "skip"]).code(1);
    let held = held(&site, B);
    assert!(held.contains("all its rows were rejected"), "{held}");
    assert!(!held.contains("--on-error skip"), "{held}");
}

#[cfg(unix)]
#[test]
fn a_file_in_lower_case_is_to_be_renamed() {
    let before = [row(2001, A)];
    let lower = A.to_lowercase();
    for ending in ["xml", "XML"] {
        let site = site(&before, &before);
        let misnamed = site.out().join(format!("{lower}.{ending}"));
        fs::rename(site.base_file(A), &misnamed).unwrap();
        site.build(&[]).code(1);
        let report = fs::read_to_string(site.out().join("report.csv")).unwrap();
        assert!(report.contains(&format!("is named {lower}.{ending},")));
        assert!(report.contains(&format!("rename the file to {A}.xml")));
        // With a file of either name, that would lose one of them.
        fs::copy(&misnamed, site.base_file(A)).unwrap();
        site.build(&[]).code(1);
        let report = fs::read_to_string(site.out().join("report.csv")).unwrap();
        assert!(report.contains("the base has two files"), "{report}");
        assert!(report.contains("compare the two files"), "{report}");
    }
}
