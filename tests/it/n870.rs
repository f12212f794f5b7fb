//! Bases of the N870 family: keyed by IPUI, without positions.

use std::collections::BTreeMap;

use crate::harness::{Given, Then, given};

const HEADER: &str = "extension,password,display_name,ipui,base_mac";
const FILE: &str = "out/7c2f80123456.xml";
const ADA: &str = "1013,Invented-1,Ada Bär,029E74A599,7C2F80123456";
const BO: &str = "1014,Invented-2,Bo,02B6EC8AA5,7C2F80123456";
const CY: &str = "1015,Invented-9,Cy,00092263A1,7C2F80123456";

fn site(rows: &[&str]) -> Given {
    let site = given();
    roster(&site, rows);
    site
}

fn roster(site: &Given, rows: &[&str]) {
    site.write("roster.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
}

fn build<'g>(site: &'g Given, more: &str) -> Then<'g> {
    site.when(&format!("build roster.csv --out out {more}"))
}

/// What a file says, read by another XML parser: each element with its attributes, those inside of an
/// order behind its name.
fn says(xml: &[u8]) -> Vec<String> {
    let text = String::from_utf8(xml.to_vec()).expect("UTF-8");
    let document = roxmltree::Document::parse(&text).expect("XML");
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "provisioning");
    assert_eq!(root.attribute("version"), Some("1.1"));
    assert_eq!(root.attribute("productID"), Some("e2"));
    let nvm = root.first_element_child().expect("an element");
    assert_eq!(nvm.tag_name().name(), "nvm");
    let elements = nvm
        .descendants()
        .skip(1)
        .filter(roxmltree::Node::is_element);
    elements
        .map(|element| {
            let attribute = |name| element.attribute(name).unwrap_or_default();
            let (name, value) = (attribute("name"), attribute("value"));
            format!("{} {name}={value}", element.tag_name().name())
        })
        .collect()
}

fn said(site: &Given) -> Vec<String> {
    says(&std::fs::read(site.path(FILE)).expect("the file"))
}

/// The account of a handset.
fn account(site: &Given, ipui: &str) -> BTreeMap<String, String> {
    let start = format!("param SipAccount.{ipui}.");
    let items = said(site);
    let of_handset = items.iter().filter_map(|item| item.strip_prefix(&start));
    of_handset
        .filter_map(|item| item.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn the_vendor_s_example_is_written_with_its_elements_and_values() {
    let site = site(&["1013,1234567,1013,029E74A599,7C2F80123456", BO]);
    build(&site, "--template n870").code(0);
    roster(&site, &["1013,1234567,1013,029E74A599,7C2F80123456"]);
    build(&site, "").code(0);
    assert_eq!(
        said(&site),
        [
            "param hs.02b6ec8aa5.RegStatus=ToDeReg",
            "oper add_hs=029e74a599",
            "param hs.RegStatus=ToReg",
            "param SipAccount.029e74a599.AuthName=1013",
            "param SipAccount.029e74a599.AuthPassword=1234567",
            "param SipAccount.029e74a599.UserName=1013",
            "param SipAccount.029e74a599.DisplayName=1013",
            "param SipAccount.029e74a599.ProviderId=0",
            "param SipAccount.029e74a599.VoiceMailMailbox=",
            "param SipAccount.029e74a599.VoiceMailActive=0",
        ]
    );
    let next = build(&site, "").code(0);
    assert!(next.stdout.contains("1 unchanged"), "{}", next.stdout);
}

#[test]
fn window_pin_mailbox_and_provider_are_written() {
    let site = site(&[ADA]).env("SOURCE_DATE_EPOCH", "1767225600");
    build(
        &site,
        "--template n870 --window-start now --window-duration 900 --pin 0042 --set voicemail=*2 \
         --set provider_name=Invented --set sip_domain=pbx.example --set sip_server=proxy.example \
         --set sip_server_port=5061 --set sip_registrar=reg.example --set sip_registrar_port=5062 \
         --set outbound_proxy=out.example --set outbound_proxy_port=5063",
    )
    .code(0);
    let said = said(&site);
    for item in [
        "param SipProvider.0.Name=Invented",
        "param SipProvider.0.Domain=pbx.example",
        "param SipProvider.0.ProxyServerAddress=proxy.example",
        "param SipProvider.0.ProxyServerPort=5061",
        "param SipProvider.0.RegServerAddress=reg.example",
        "param SipProvider.0.RegServerPort=5062",
        "param SipProvider.0.OutboundProxyAddress=out.example",
        "param SipProvider.0.OutboundProxyMode=0",
        "param SipProvider.0.OutboundProxyPort=5063",
        "oper update_dm=local",
        "param RegStart=1767225600",
        "param RegDuration=900",
        "param hs.029e74a599.DECT_AC=0042",
        "param SipAccount.029e74a599.DisplayName=Ada Bär",
        "param SipAccount.029e74a599.VoiceMailMailbox=*2",
        "param SipAccount.029e74a599.VoiceMailActive=1",
    ] {
        assert!(said.iter().any(|it| it == item), "{item} in {said:#?}");
    }
    // A run that says nothing of it leaves it.
    let again = build(&site, "");
    assert!(
        again.code(0).stdout.contains("1 written"),
        "the mailbox goes"
    );
    let window = "param RegStart=1767225600".to_owned();
    assert!(self::said(&site).contains(&window));
    assert!(self::said(&site).contains(&"param hs.029e74a599.DECT_AC=0042".to_owned()));
    roster(&site, &[]);
    let nobody = build(&site, "--retire-absent");
    assert_eq!(nobody.code, 2, "a roster without a row is none");
}

#[test]
fn a_swap_of_phones_swaps_the_accounts() {
    let site = site(&[ADA, BO]);
    build(&site, "--template n870").code(0);
    roster(
        &site,
        &[
            "1013,Invented-1,Ada Bär,02B6EC8AA5,7C2F80123456",
            "1014,Invented-2,Bo,029E74A599,7C2F80123456",
        ],
    );
    let json = build(&site, "--format json").code(0).json();
    assert_eq!(json["deregistrations"], 0);
    assert_eq!(json["reassignments"], 2);
    let kinds = json["bases"][0]["changes"].as_array().unwrap().iter();
    assert!(kinds.clone().all(|change| change["kind"] == "update"));
    assert!(kinds.clone().all(|change| change["position"].is_null()));
    assert_eq!(account(&site, "02b6ec8aa5")["UserName"], "1013");
    assert_eq!(account(&site, "029e74a599")["UserName"], "1014");
    assert!(!said(&site).iter().any(|item| item.contains("ToDeReg")));
}

#[test]
fn a_replaced_handset_is_told_to_go_until_it_comes_back() {
    let site = site(&[ADA, BO]);
    build(&site, "--template n870").code(0);
    let gone = "param hs.02b6ec8aa5.RegStatus=ToDeReg".to_owned();
    roster(&site, &[ADA, "1014,Invented-2,Bo,00092263A1,7C2F80123456"]);
    let json = build(&site, "--format json").code(0).json();
    assert_eq!(json["deregistrations"], 1);
    let change = &json["bases"][0]["changes"][0];
    assert_eq!(change["kind"], "replace");
    assert_eq!(change["ipui"], "00092263A1");
    assert_eq!(change["previous_ipui"], "02B6EC8AA5");
    assert_eq!(said(&site)[0], gone);
    // It stays so, whatever else changes.
    roster(
        &site,
        &[
            "1013,Invented-1,Ada New,029E74A599,7C2F80123456",
            "1014,Invented-2,Bo,00092263A1,7C2F80123456",
        ],
    );
    build(&site, "").code(0);
    assert_eq!(said(&site)[0], gone);
    // Back again, for somebody else.
    roster(
        &site,
        &[
            ADA,
            "1014,Invented-2,Bo,00092263A1,7C2F80123456",
            "1016,Invented-4,Di,02B6EC8AA5,7C2F80123456",
        ],
    );
    let json = build(&site, "--format json").code(0).json();
    assert_eq!(json["deregistrations"], 0);
    assert!(!said(&site).contains(&gone));
    assert_eq!(account(&site, "02b6ec8aa5")["UserName"], "1016");
}

#[test]
fn a_new_handset_is_no_replacement_of_one_that_went() {
    let site = site(&[ADA, BO]);
    build(&site, "--template n870").code(0);
    roster(&site, &[ADA, CY]);
    let json = build(&site, "--format json").code(0).json();
    let changes = json["bases"][0]["changes"].as_array().unwrap();
    let kinds: Vec<_> = changes.iter().map(|change| &change["kind"]).collect();
    assert_eq!(kinds, ["remove", "add"]);
}

#[test]
fn each_device_takes_as_many_handsets_as_it_has_room_for() {
    for (device, capacity) in [("n610", 8), ("n670", 20), ("n770", 100), ("n870", 250)] {
        let row = |number: usize| {
            let ipui = format!("029E7{number:05X}");
            format!(
                "{},Invented-{number},Name {number},{ipui},7C2F80123456",
                1000 + number
            )
        };
        for (rows, code) in [(capacity, 0), (capacity + 1, 1)] {
            let rows: Vec<String> = (0..rows).map(row).collect();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            let then = site(&rows)
                .when(&format!("check roster.csv --template {device}"))
                .code;
            assert_eq!(then, code, "{device} {}", rows.len());
        }
    }
}

#[test]
fn a_row_without_a_handset_is_an_error_where_the_ipui_is_the_key() {
    let site = site(&[ADA, "1014,Invented-2,Bo,,7C2F80123456"]);
    site.when("check roster.csv").code(0);
    let then = site.when("check roster.csv --template n870").code(1);
    assert!(then.stdout.contains("missing-value"), "{}", then.stdout);
    site.write("dect-roster.toml", "[rules]\nmissing-ipui = \"off\"\n");
    site.when("check roster.csv --template n870").code(1);
}

/// A site of one N720 and one base of the family, told apart by the table of bases.
fn mixed() -> Given {
    let site = site(&["201,Invented-5,Eva,0298765E12,7C2F80654321", ADA, BO]);
    site.write(
        "bases.csv",
        "base_mac,base,device,sip_domain\n7C2F80654321,Hall,N720,old.example\n\
         7C2F80123456,Attic,Gigaset N670 IP PRO,new.example\n",
    );
    site
}

#[test]
fn a_directory_has_both_devices() {
    let site = mixed();
    let then = site.when("build roster.csv bases.csv --out out").code(0);
    assert_eq!(
        then.names("out"),
        ["7C2F80654321.xml", "7c2f80123456.xml", "report.csv"]
    );
    assert!(
        then.text("out/7C2F80654321.xml")
            .contains("\"old.example\"")
    );
    assert!(said(&site).contains(&"param SipProvider.0.Domain=new.example".to_owned()));
    // Without the table each base is what its file is.
    let then = build(&site, "").code(0);
    assert!(then.stdout.contains("2 unchanged"), "{}", then.stdout);
    // A handset that moves from the one to the other is de-registered there.
    roster(
        &site,
        &[
            "201,Invented-5,Eva,0298765E12,7C2F80654321",
            ADA,
            &BO.replace("123456", "654321"),
        ],
    );
    let json = build(&site, "--format json").code(0).json();
    assert_eq!(json["deregistrations"], 1);
    assert_eq!(said(&site)[0], "param hs.02b6ec8aa5.RegStatus=ToDeReg");
    let then = site.when("export out --to -").code(0);
    assert_eq!(then.stdout.lines().count(), 4, "{}", then.stdout);
}

#[cfg(unix)]
#[test]
fn a_base_that_is_another_device_now_keeps_its_old_file() {
    let site = site(&[ADA, BO]);
    build(&site, "").code(0);
    let before = std::fs::read(site.path("out/7C2F80123456.xml")).unwrap();
    let then = build(&site, "--template n870").code(0);
    assert!(then.stdout.contains("former-device"), "{}", then.stdout);
    assert!(
        !then.stdout.contains("no row of this base"),
        "{}",
        then.stdout
    );
    assert!(std::fs::read(site.path("out/7C2F80123456.xml")).unwrap() == before);
    roster(&site, &[ADA]);
    let then = build(&site, "--template n870").code(0);
    let told = then.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains("1 handset in it is in no row of this base"),
        "{told}"
    );
    roster(&site, &[ADA, BO]);
    build(&site, "--template n870").code(0);
    assert_eq!(account(&site, "029e74a599")["UserName"], "1013");
    // Nobody says any more what the base is.
    let then = build(&site, "").code(1);
    assert!(then.stdout.contains("two files"), "{}", then.stdout);
    std::fs::remove_file(site.path("out/7C2F80123456.xml")).unwrap();
    let then = build(&site, "").code(0);
    assert!(then.stdout.contains("1 unchanged"), "{}", then.stdout);
}

/// A file as another server renders it, whose handsets have these ids.
fn foreign(ids: [&str; 2]) -> String {
    let mut file = String::from(
        "<?xml version='1.0' encoding='UTF-8'?>\n<provisioning version=\"1.1\" productID=\"e2\">\n<nvm>\n\
         <param name=\"SipProvider.0.Name\" value=\"Invented\"/>\n\
         <param name=\"SipProvider.0.TransportProtocol\" value=\"2\"/>\n\
         <param name=\"Telephony.0.ToneScheme\" value=\"Germany\"/>\n\
         <param name=\"DmGlobal.0.HSIdleDisplay\" value=\"1\"/>\n",
    );
    for (number, id) in ids.into_iter().enumerate() {
        use std::fmt::Write;
        write!(
            file,
            "<oper value=\"{id}\" name=\"add_hs\">\n  <param name=\"hs.RegStatus\" value=\"ToReg\"/>\n</oper>\n\
             <param name=\"hs.{id}.DECT_AC\" value=\"0000\"/>\n\
             <param name=\"SipAccount.{id}.AuthName\" value=\"101{n}\"/>\n\
             <param name=\"SipAccount.{id}.AuthPassword\" value=\"Invented-{n}\"/>\n\
             <param name=\"SipAccount.{id}.UserName\" value=\"101{n}\"/>\n\
             <param name=\"SipAccount.{id}.DisplayName\" value=\"101{n}\"/>\n\
             <param name=\"SipAccount.{id}.ProviderId\" value=\"0\"/>\n\
             <param name=\"hs.{id}.DirectAccessDir\" value=\"0\"/>\n",
            n = number + 3
        )
        .unwrap();
    }
    file + "</nvm>\n</provisioning>\n"
}

#[test]
fn a_file_with_numbered_handsets_is_held() {
    for ids in [
        ["00001", "00002"],
        ["029e74a599", "0_1"],
        ["029e74a599", ""],
    ] {
        let site = site(&[ADA]).file(FILE, foreign(ids));
        let then = build(&site, "").code(1);
        assert!(
            then.stdout
                .contains("a number or a wildcard and not by its IPUI"),
            "{}",
            then.stdout
        );
        assert_eq!(
            std::fs::read_to_string(site.path(FILE)).unwrap(),
            foreign(ids)
        );
    }
}

#[test]
fn a_file_of_another_server_is_adopted_and_everything_else_kept() {
    let site = site(&[
        "1013,Invented-3,1013,029E74A599,7C2F80123456",
        "1014,Invented-4,Bo,02B6EC8AA5,7C2F80123456",
        CY,
    ])
    .file(FILE, foreign(["029e74a599", "02B6EC8AA5"]));
    let before = says(foreign(["029e74a599", "02b6ec8aa5"]).as_bytes());
    let json = build(&site, "--format json").code(0).json();
    assert_eq!(json["deregistrations"], 0);
    assert_eq!(json["findings"]["warning"], 1, "no-window: {json}");
    let after = said(&site);
    for item in &before {
        let changed = item == "param SipAccount.02b6ec8aa5.DisplayName=1014";
        let there = after.iter().any(|it| it.eq_ignore_ascii_case(item));
        assert!(there != changed, "{item} in {after:#?}");
    }
    assert!(build(&site, "").code(0).stdout.contains("1 unchanged"));
}

#[test]
fn an_order_to_remove_all_others_stays_and_is_said() {
    let order = "<oper name=\"DeleteNotProvisionedHS\"/>";
    let file = foreign(["029e74a599", "02b6ec8aa5"]).replace("<nvm>", &format!("<nvm>{order}"));
    let site = site(&["1013,Invented-3,1013,029E74A599,7C2F80123456", CY]).file(FILE, file);
    let then = build(&site, "").code(0);
    assert!(then.stdout.contains("removes-others"), "{}", then.stdout);
    assert_eq!(
        said(&site)[..2],
        [
            "param hs.02b6ec8aa5.RegStatus=ToDeReg",
            "oper DeleteNotProvisionedHS="
        ]
    );
}

#[test]
fn what_belongs_to_a_handset_goes_with_it_and_else_stays() {
    let site = site(&[
        "1013,Invented-3,1013,029E74A599,7C2F80123456",
        "1014,Invented-4,1014,02B6EC8AA5,7C2F80123456",
    ])
    .file(FILE, foreign(["029e74a599", "02b6ec8aa5"]));
    roster(&site, &["1013,Invented-3,Ada,029E74A599,7C2F80123456"]);
    let json = build(&site, "--format json").code(0).json();
    assert_eq!(json["findings"]["warning"], 0, "{json}");
    let after = said(&site);
    let has = |item: &str| after.iter().any(|it| it == item);
    assert!(has("param hs.029e74a599.DirectAccessDir=0"));
    assert!(has("param hs.029e74a599.DECT_AC=0000"));
    assert!(!after.iter().skip(1).any(|item| item.contains("02b6ec8aa5")));
}

#[test]
fn an_error_in_the_roster_removes_no_handset() {
    let site = site(&[ADA, BO]);
    build(&site, "--template n870").code(0);
    let before = std::fs::read(site.path(FILE)).unwrap();
    for wrong in ["029E74A59", "1DEADBEEF4", "", "02B6EC8AA5 and more"] {
        let ada = ADA.replace("029E74A599", wrong);
        roster(&site, &[&ada, BO]);
        for more in ["", "--on-error skip", "--on-error abort"] {
            build(&site, more).code(1);
            assert!(
                std::fs::read(site.path(FILE)).unwrap() == before,
                "{wrong} {more}"
            );
        }
    }
}

#[test]
fn the_guard_counts_as_for_every_device() {
    let row = |number: usize| {
        format!(
            "{n},Invented-{n},Name,029E7{n:05X},7C2F80123456",
            n = 1000 + number
        )
    };
    let rows: Vec<String> = (0..20).map(row).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let site = site(&rows);
    build(&site, "--template n670").code(0);
    roster(&site, &rows[6..]);
    build(&site, "").code(3);
    roster(&site, &rows[5..]);
    build(&site, "").code(0);
}

#[test]
fn a_new_base_of_a_mixed_site_takes_no_handset_until_somebody_says_what_it_is() {
    let site = site(&[ADA, BO]);
    build(&site, "--template n870").code(0);
    let before = std::fs::read(site.path(FILE)).unwrap();
    let moved = BO.replace("7C2F80123456", "7C2F80AA0001");
    roster(&site, &[ADA, &moved]);
    let then = build(&site, "").code(1);
    assert!(then.stdout.contains("unclear-device"), "{}", then.stdout);
    assert!(then.stdout.contains("2 held"), "{}", then.stdout);
    assert_eq!(then.names("out"), ["7c2f80123456.xml", "report.csv"]);
    assert!(std::fs::read(site.path(FILE)).unwrap() == before);
    build(&site, "--template n870").code(0);
    assert_eq!(said(&site)[0], "param hs.02b6ec8aa5.RegStatus=ToDeReg");
    // One that takes nothing away is what the template is for, with a word about it.
    let new = "1016,Invented-4,Di,02B6EC8AA6,7C2F80AA0002";
    roster(&site, &[ADA, &moved, new]);
    let then = build(&site, "").code(0);
    assert!(then.stdout.contains("unclear-device"), "{}", then.stdout);
    assert!(site.path("out/7C2F80AA0002.xml").exists());
}

#[test]
fn an_own_template_of_the_family_leaves_other_devices_alone() {
    let new = "1014,Invented-2,Bo,02B6EC8AA5,7C2F80AA0001";
    let site = site(&["201,Invented-5,Eva,0298765E12,7C2F80654321"]);
    build(&site, "").code(0);
    let template = site.when("template show n870").code(0).stdout;
    site.write("own.xml", template);
    roster(&site, &["201,Invented-5,Eva,0298765E12,7C2F80654321", new]);
    let then = build(&site, "--template own.xml").code(0);
    assert!(then.stdout.contains("1 unchanged"), "{}", then.stdout);
    assert!(site.path("out/7c2f80aa0001.xml").exists());
}

#[test]
fn a_rejected_row_whose_handset_an_accepted_one_takes_holds_the_base() {
    let site = site(&[ADA, BO]);
    build(&site, "--template n870").code(0);
    let before = std::fs::read(site.path(FILE)).unwrap();
    roster(
        &site,
        &[
            "1013,,Ada Bär,02B6EC8AA5,7C2F80123456",
            "1014,Invented-2,Bo,029E74A599,7C2F80123456",
        ],
    );
    let then = build(&site, "--on-error skip").code(1);
    assert!(then.stdout.contains("base-held"), "{}", then.stdout);
    assert!(std::fs::read(site.path(FILE)).unwrap() == before);
}

#[test]
fn a_file_of_another_server_becomes_a_template() {
    let file = foreign(["029e74a599", "02b6ec8aa5"])
        .replace(
            "<oper value=\"029e",
            "<!-- Ada's {{ handset }} -->\n<oper value=\"029e",
        )
        .replace("Germany", "{% Germany %}");
    let site = site(&[
        "1013,Invented-3,1013,029E74A599,7C2F80123456",
        "1014,Invented-4,1014,02B6EC8AA5,7C2F80123456",
    ])
    .file("theirs.xml", &file);
    let made = site.when("template from theirs.xml").code(0).stdout;
    for hidden in ["Invented-3", "Invented-4", "029e", "Ada"] {
        assert!(!made.contains(hidden), "{hidden} in {made}");
    }
    site.write("own.xml", &made);
    build(&site, "--template own.xml").code(0);
    let after = said(&site);
    for item in says(file.as_bytes()) {
        assert!(after.contains(&item), "{item} in {after:#?}");
    }
    let more = after.iter().filter(|item| !item.contains("VoiceMail"));
    assert_eq!(more.count(), says(file.as_bytes()).len());
    assert!(
        build(&site, "--template own.xml")
            .code(0)
            .stdout
            .contains("1 unchanged")
    );
    // With a PIN, a window and a handset that goes.
    roster(&site, &["1013,Invented-3,1013,029E74A599,7C2F80123456"]);
    build(
        &site,
        "--template own.xml --pin 4711 --window-start 2026-01-01T00:00 --window-duration 2h",
    )
    .code(0);
    let after = said(&site);
    assert_eq!(after[0], "param hs.02b6ec8aa5.RegStatus=ToDeReg");
    assert!(after.contains(&"param hs.029e74a599.DECT_AC=4711".to_owned()));
    assert!(after.contains(&"param RegDuration=7200".to_owned()));
}

#[test]
fn what_is_not_alike_for_all_handsets_is_named() {
    let file = foreign(["029e74a599", "02b6ec8aa5"]);
    let odd = file.replace(
        "\"hs.02b6ec8aa5.DirectAccessDir\" value=\"0\"",
        "\"hs.02b6ec8aa5.DirectAccessDir\" value=\"1\"",
    );
    let site = given().file("theirs.xml", &odd);
    let then = site.when("template from theirs.xml").code(1);
    assert!(
        then.stderr.contains("hs.%.DirectAccessDir is not the same"),
        "{}",
        then.stderr
    );
    assert!(!then.stdout.contains("DirectAccessDir"));
    // Nor does a password stay that stands somewhere else.
    let twice = file.replace("Germany", "Invented-3");
    let site = given().file("theirs.xml", twice);
    let then = site.when("template from theirs.xml").code(2);
    assert!(
        then.stderr
            .contains("repeats the password of handset 029E74A599"),
        "{}",
        then.stderr
    );
    let numbered = given().file("theirs.xml", foreign(["00001", "00002"]));
    numbered.when("template from theirs.xml").code(2);
}

#[test]
fn no_report_names_a_position() {
    let site = mixed();
    let then = site
        .when("plan roster.csv bases.csv --out out --report page.html --report run.json --report found.xlsx")
        .code(0);
    assert!(
        then.stdout.contains("2 of 20 handsets afterwards"),
        "{}",
        then.stdout
    );
    assert!(
        then.stdout
            .contains("  + 1013     029E74A599  Ada Bär  new"),
        "{}",
        then.stdout
    );
    assert!(then.stdout.contains("position   1  201"), "{}", then.stdout);
    let page = then.text("page.html");
    assert!(page.contains("2 of 20"));
    assert!(page.contains("<th role=\"rowheader\" scope=\"row\"></th>"));
    let run: serde_json::Value = serde_json::from_str(&then.text("run.json")).unwrap();
    let positions = |base: usize| {
        let changes = run["bases"][base]["changes"].as_array().unwrap().iter();
        changes
            .map(|change| change["position"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        positions(0),
        [serde_json::Value::Null, serde_json::Value::Null]
    );
    assert_eq!(positions(1), [serde_json::Value::from(1)]);
    site.when("build roster.csv bases.csv --out out").code(0);
    let list = site
        .when("handout out --to list.csv")
        .code(0)
        .text("list.csv");
    assert!(list.contains("7C2F80123456,,1013,"), "{list}");
    assert!(list.contains("7C2F80654321,1,201,"), "{list}");
    let back = site.when("export out --to - --positions").code(0);
    assert!(
        back.stderr.contains("1 base is of the N870 family"),
        "{}",
        back.stderr
    );
    let positions = back
        .stdout
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(6).unwrap());
    assert_eq!(
        positions.collect::<Vec<_>>(),
        ["", "", "1"],
        "{}",
        back.stdout
    );
}

#[test]
fn a_file_with_more_handsets_than_any_base_takes_is_held() {
    use std::fmt::Write;
    let mut file = String::from("<provisioning version='1.1' productID='e2'><nvm>\n");
    for number in 0..20_000 {
        let id = format!("029e7{number:05x}");
        let _ = writeln!(
            file,
            "<oper name='add_hs' value='{id}'><param name='hs.RegStatus' value='ToReg'/></oper>\
             <param name='hs.{id}.DECT_AC' value='0000'/>"
        );
    }
    let site = site(&[ADA]).file(FILE, file + "</nvm></provisioning>");
    let then = build(&site, "").code(1);
    assert!(then.stdout.contains("more than 1000"), "{}", then.stdout);
}

#[test]
fn many_items_of_many_handsets_are_carried_over() {
    use std::fmt::Write;
    let mut file = String::from("<provisioning version='1.1' productID='e2'><nvm>\n");
    let rows: Vec<String> = (0..250)
        .map(|number| {
            let id = format!("029e7{number:05x}");
            let _ = write!(
                file,
                "<oper name='add_hs' value='{id}'><param name='hs.RegStatus' value='ToReg'/></oper>"
            );
            for item in 0..100 {
                let _ = writeln!(file, "<param name='hs.{id}.Item{item}' value='{number}'/>");
            }
            format!(
                "{},Invented-{number},Name {number},{id},7C2F80123456",
                1000 + number
            )
        })
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let site = site(&rows).file(FILE, file + "</nvm></provisioning>");
    build(&site, "").code(0);
    let items = said(&site);
    let kept = items.iter().filter(|item| item.contains(".Item"));
    assert_eq!(kept.count(), 25_000);
    assert!(build(&site, "").code(0).stdout.contains("1 unchanged"));
}

#[test]
fn a_template_of_another_device_is_an_error_at_its_cell() {
    let site = site(&[ADA]).file(
        "bases.csv",
        "base_mac,device,template\n7C2F80123456,n870,n720\n",
    );
    let then = site.when("build roster.csv bases.csv --out out").code(1);
    let told = then.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "C2 error[invalid-base-setting]: the template is not for the n870 of this base",
        "write a template for the n870, or the right device into the column device",
    ] {
        assert!(told.contains(part), "{told}");
    }
    // A built-in template says which device it is for.
    site.write("bases.csv", "base_mac,template\n7C2F80123456,n610\n");
    let then = site.when("plan roster.csv bases.csv --out out").code(0);
    assert!(then.stdout.contains("1 of 8 handsets"), "{}", then.stdout);
}
