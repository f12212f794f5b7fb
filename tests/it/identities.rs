//! IPUI and IPEI: every spelling, and every reason to refuse one.

use std::collections::BTreeSet;

use crate::harness::{given, given_rows};

/// IPUI, EMC, PSN and check digit; the first is published, the others are computed.
const VECTORS: [(&str, &str, &str, &str); 6] = [
    ("0DEADBEEF4", "57005", "0782068", "7"),
    ("029E74A599", "10727", "0304537", "3"),
    ("02B6EC8AA5", "11118", "0821925", "6"),
    ("00092263A1", "00146", "0156577", "9"),
    ("029E700000", "10727", "0000000", "*"),
    ("0298765E12", "10631", "0417298", "9"),
];

/// The five bytes as the device writes them.
fn bytes(ipui: &str) -> String {
    let pairs: Vec<_> = (0..5)
        .map(|byte| format!("0x{}", &ipui[2 * byte..2 * byte + 2]))
        .collect();
    pairs.join(",")
}

fn spellings(ipui: &str, emc: &str, psn: &str, check: &str) -> Vec<String> {
    let pairs: Vec<_> = (0..5).map(|byte| &ipui[2 * byte..2 * byte + 2]).collect();
    vec![
        ipui.to_owned(),
        ipui.to_lowercase(),
        pairs.join(" "),
        pairs.join(":"),
        pairs.join("-"),
        bytes(ipui),
        bytes(ipui).replace(',', ", ").to_lowercase(),
        format!("IPUI: {ipui}"),
        format!("ipui {ipui}"),
        format!("{emc}{psn}"),
        format!("{emc}{psn}{check}"),
        format!("{emc} {psn} {check}"),
        format!("{emc}-{psn}-{check}"),
        format!("IPEI: {emc} {psn} {check}"),
        format!("*{ipui}*"),
        format!("{emc} {psn}/{check}"),
        format!("{ipui} / {emc} {psn} {check}"),
        format!("IPUI: {ipui} (IPEI: {emc} {psn} {check})"),
        format!("IPEI-Nr. {emc}{psn}{check} (neu)"),
    ]
}

#[test]
fn the_command_shows_every_spelling_in_every_form() {
    for (ipui, emc, psn, check) in VECTORS {
        let mut args = vec!["ipui".to_owned()];
        args.extend(spellings(ipui, emc, psn, check));
        let given = given();
        let then = given.when_args(&args).code(0);
        let mut lines = then.stdout.lines();
        assert!(lines.next().unwrap().starts_with("IPUI "));
        for spelling in &args[1..] {
            let line = format!("{ipui}  {emc} {psn} {check}  {}  {spelling}", bytes(ipui));
            assert_eq!(lines.next(), Some(line.as_str()));
        }
        assert_eq!(lines.next(), None);
    }
}

#[test]
fn an_identity_that_the_shell_took_apart_is_put_together() {
    let given = given();
    let then = given.when("ipui 11118 0821925 6").code(0);
    let line = then.stdout.lines().nth(1).unwrap();
    assert!(line.starts_with("02B6EC8AA5  11118 0821925 6"), "{line}");
    // One of them is an identity, so the others are no part of it.
    let then = given.when("ipui 029E74A599 02B6EC8AA5 6").code(1);
    assert_eq!(then.stdout.lines().count(), 4);
}

#[test]
fn a_roster_takes_every_spelling() {
    for (ipui, emc, psn, check) in VECTORS {
        for spelling in spellings(ipui, emc, psn, check) {
            let given =
                given_rows([format!("101,Secret-1,Ada,\"{spelling}\",7C2F80123456").as_str()]);
            let then = given.when("build roster.csv --out out --window-start 2030-01-15T08:00 --window-duration 1h").code(0);
            assert!(then.findings("out/report.csv").is_empty(), "{spelling}");
            let file = then.xml("out/7C2F80123456.xml");
            assert_eq!(file.handset(0), Some(bytes(ipui).as_str()), "{spelling}");
        }
    }
}

/// What is refused, its code in a roster, and its reason.
const REFUSED: [(&str, &str, &str); 9] = [
    (
        "1460156577",
        "lost-leading-zero",
        "may be the IPEI 00146 0156577 9 without its leading zeros",
    ),
    (
        "1DEADBEEF4",
        "ipui-type",
        "an IPUI begins with 0, not with 1",
    ),
    (
        "O29E74A599",
        "invalid-ipui",
        "'O' is a letter, not the digit 0",
    ),
    (
        "029E74A5990",
        "invalid-ipui",
        "this has 11 digits; an IPUI has 10",
    ),
    ("10727 0304537 4", "ipui-check-digit", "expected 3, found 4"),
    ("0000000000", "ipui-zero", "all zeros would de-register"),
    ("65536 0000001", "invalid-ipui", "at most 65535, not 65536"),
    (
        "10727 1048576",
        "invalid-ipui",
        "at most 1048575, not 1048576",
    ),
    ("029E74A59G", "invalid-ipui", "an IPUI contains no 'G'"),
];

#[test]
fn the_command_refuses_each_for_its_own_reason() {
    let given = given();
    let mut reasons = BTreeSet::new();
    for (value, _, reason) in REFUSED {
        let then = given.when_args(["ipui", value]).code(1);
        let line = then.stdout.lines().nth(1).unwrap();
        let said = line
            .strip_prefix(&format!("invalid     {value}: "))
            .unwrap();
        assert!(said.contains(reason), "{line}");
        reasons.insert(said.to_owned());
    }
    assert_eq!(reasons.len(), REFUSED.len());
}

#[test]
fn a_roster_refuses_each_for_its_own_reason() {
    let mut reasons = BTreeSet::new();
    for (value, code, reason) in REFUSED {
        let given = given_rows([format!("101,Secret-1,Ada,{value},7C2F80123456").as_str()]);
        let then = given.when("build roster.csv --out out").code(1);
        assert_eq!(then.names("out"), ["report.csv"], "{value}");
        let findings = then.findings("out/report.csv");
        let [finding, held] = findings.as_slice() else {
            panic!("{value} has {} findings", findings.len())
        };
        assert_eq!(held.get("code"), "base-held");
        assert_eq!(
            (finding.get("cell"), finding.get("code")),
            ("D2", code),
            "{value}"
        );
        assert_eq!(finding.get("value"), value);
        assert!(finding.get("message").contains(reason), "{value}");
        reasons.insert(finding.get("message").to_owned());
    }
    assert_eq!(reasons.len(), REFUSED.len());
}

#[test]
fn one_wrong_value_among_others_is_named() {
    let given = given();
    let then = given.when("ipui 029E74A599 nonsense 0DEADBEEF4").code(1);
    assert_eq!(
        then.stdout,
        "IPUI        IPEI             DEVICE BYTES              GIVEN AS\n\
         029E74A599  10727 0304537 3  0x02,0x9E,0x74,0xA5,0x99  029E74A599\n\
         invalid     nonsense: this is text, not an IPUI\n\
         0DEADBEEF4  57005 0782068 7  0x0D,0xEA,0xDB,0xEE,0xF4  0DEADBEEF4\n"
    );
}
