//! The example of the vendor's document, item by item.

use std::fs;

use crate::harness::{Given, Provisioning, given, repository};

/// Each of the example's settings, as a flag and as lines of the config.
const SETTINGS: [(&[&str], &str, &str); 4] = [
    (&["--set", "voicemail=*2"], "settings", "voicemail = \"*2\""),
    (
        &["--window-start", "24.04.2017 11:42"],
        "registration",
        "window_start = \"24.04.2017 11:42\"",
    ),
    (
        &["--window-duration", "72000s"],
        "registration",
        "window_duration = \"72000s\"",
    ),
    (&["--pin", "0001"], "registration", "pin = \"0001\""),
];

fn seed() -> Given {
    given().copy("tests/fixtures/seed/seed.csv")
}

#[track_caller]
fn assert_is_the_example(file: &Provisioning) {
    let expected = fs::read_to_string(repository("tests/fixtures/seed/expected.txt")).unwrap();
    let mut expected: Vec<_> = expected
        .lines()
        .map(|line| line.split_once('\t').unwrap())
        .collect();
    expected.sort_unstable();
    let said: Vec<_> = file
        .items
        .iter()
        .map(|(id, value)| (id.as_str(), value.as_str()))
        .collect();
    assert_eq!(said, expected);
    let others: Vec<_> = file
        .others
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        others,
        [("MAC_ADDRESS", "7C2F80123456"), ("PROFILE_NAME", "N720")]
    );
}

#[test]
fn the_example_is_written_item_by_item() {
    let seed = seed();
    let flags = SETTINGS.iter().flat_map(|(flags, ..)| *flags);
    let then = seed
        .when_args(
            ["build", "seed.csv", "--out", "out"]
                .iter()
                .chain(flags)
                .copied(),
        )
        .code(0);
    assert_eq!(then.names("out"), ["7C2F80123456.xml", "report.csv"]);
    assert_is_the_example(&then.xml("out/7C2F80123456.xml"));
    assert_eq!(then.stderr, "");
}

#[test]
fn each_setting_may_be_a_flag_or_stand_in_the_config() {
    for in_config in 0..1 << SETTINGS.len() {
        let mut args = vec!["build", "seed.csv", "--out", "out"];
        let mut config = String::new();
        for section in ["settings", "registration"] {
            config.extend(["[", section, "]\n"]);
            for (bit, (flags, of, line)) in SETTINGS.iter().enumerate() {
                if *of != section {
                } else if in_config & 1 << bit == 0 {
                    args.extend(*flags);
                } else {
                    config.extend([*line, "\n"]);
                }
            }
        }
        let seed = seed().file("dect-roster.toml", &config);
        let then = seed.when_args(args).code(0);
        assert_is_the_example(&then.xml("out/7C2F80123456.xml"));
    }
}

#[test]
fn other_spellings_of_the_window_mean_the_same() {
    for (start, duration) in [
        ("2017-04-24T11:42", "20h"),
        ("2017-04-24 11:42", "72000"),
        ("24.04.2017 11:42", "19h 60m"),
    ] {
        let seed = seed();
        let mut args = vec!["build", "seed.csv", "--out", "out", "--pin", "0001"];
        args.extend(["--set", "voicemail=*2", "--window-start", start]);
        args.extend(["--window-duration", duration]);
        let then = seed.when_args(args).code(0);
        assert_is_the_example(&then.xml("out/7C2F80123456.xml"));
    }
}

#[test]
fn without_settings_there_is_no_window_no_pin_and_no_mailbox() {
    let seed = seed();
    let file = seed
        .when("build seed.csv --out out")
        .code(0)
        .xml("out/7C2F80123456.xml");
    for id in file.items.keys() {
        let unwanted = ["BS_AE_", "BS_CUSTOM", "astVoipProviders"];
        assert!(!unwanted.iter().any(|part| id.contains(part)), "{id}");
    }
    for index in 0..2 {
        assert_eq!(file.account(index, "aucS_VOIP_NET_AM_NUMBER_1"), "\"\"");
        assert_eq!(file.account(index, "ucB_VOIP_NET_AM_ENABLED_1"), "0");
    }
}

#[test]
fn a_base_without_a_handset_gets_no_window() {
    let roster = "extension,password,display_name,ipui,base_mac\n1013,Secret-1,One,,7C2F80123456\n";
    let given = given().file("roster.csv", roster);
    let then = given
        .when("build roster.csv --out out --window-start 2030-01-15T08:00 --window-duration 14d")
        .code(0);
    let file = then.xml("out/7C2F80123456.xml");
    assert!(!file.items.keys().any(|id| id.starts_with("BS_AE_")));
    assert_eq!(file.handset(0), None);
}

#[test]
fn a_random_pin_is_asked_for_without_digits() {
    let seed = seed();
    let then = seed.when("build seed.csv --out out --random-pin").code(0);
    let file = then.xml("out/7C2F80123456.xml");
    assert_eq!(file.item("BS_CUSTOM.bit.UseRandomRegistrationPIN"), "1");
    assert!(!file.items.contains_key("BS_CUSTOM.aucKdsPin[0]"));
}

#[test]
fn now_is_the_clock_that_was_given() {
    // 2017-04-24 11:42:59 UTC.
    let seed = seed().env("SOURCE_DATE_EPOCH", "1493034179");
    let then = seed
        .when("build seed.csv --out out --window-start now --window-duration 0")
        .code(0);
    let file = then.xml("out/7C2F80123456.xml");
    let id = "BS_AE_Subscriber.acIPUIRegistrationTimestamp[0]";
    assert_eq!(file.item(id), "\"2404171142\"");
    assert_eq!(
        file.item("BS_AE_Subscriber.ulIPUIRegistrationDuration"),
        "0"
    );
}
