//! What a package installs besides the program, and the units that run it at night.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::harness::{Then, given, repository};

/// The commands that the help of a command lists.
fn commands_of(help: &Then<'_>) -> Vec<String> {
    let list = help.stdout.split_once("Commands:\n").unwrap().1;
    list.lines()
        .take_while(|line| !line.is_empty())
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .filter(|name| name != "help")
        .collect()
}

/// Runs a tool that not every machine has; `None`, and a line that says so, where it is missing.
#[allow(clippy::print_stderr, reason = "it says what was not checked")]
fn tool(command: &mut Command) -> Option<(bool, String)> {
    let Ok(output) = command.output() else {
        let name = command.get_program().display();
        eprintln!("{name} is not here: not checked");
        return None;
    };
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8(said).unwrap()))
}

#[test]
fn every_command_has_a_man_page_without_faults() {
    let given = given();
    given.when("man --out pages").code(0);
    let mut expected = BTreeSet::from(["dect-roster.1".to_owned()]);
    for command in commands_of(&given.when("--help")) {
        expected.insert(format!("dect-roster-{command}.1"));
        if command == "template" {
            for part in commands_of(&given.when("template --help")) {
                expected.insert(format!("dect-roster-template-{part}.1"));
            }
        }
    }
    let pages = given.files("pages");
    assert_eq!(pages.keys().cloned().collect::<BTreeSet<_>>(), expected);
    let page = given.when("man").code(0).stdout;
    assert!(page.as_bytes() == pages["dect-roster.1"], "{page}");
    for name in pages.keys() {
        let path = given.path("pages").join(name);
        if let Some((passed, said)) = tool(
            Command::new("mandoc")
                .args(["-T", "lint", "-W", "error"])
                .arg(&path),
        ) {
            assert!(passed, "{name}: {said}");
        }
        if let Some((passed, said)) =
            tool(Command::new("groff").args(["-man", "-ww", "-z"]).arg(&path))
        {
            assert!(passed && said.is_empty(), "{name}: {said}");
        }
    }
}

#[test]
fn completions_are_scripts_that_the_shell_takes() {
    for (shell, option) in [("bash", "-n"), ("zsh", "-n"), ("fish", "-n")] {
        let given = given();
        let script = given.when(&format!("completions {shell}")).code(0).stdout;
        assert!(script.contains("max-deregister"), "{shell}");
        given.write("script", script);
        if let Some((passed, said)) =
            tool(Command::new(shell).arg(option).arg(given.path("script")))
        {
            assert!(passed && said.is_empty(), "{shell}: {said}");
        }
    }
}

#[test]
fn the_nightly_service_builds_the_roster_of_its_directory() {
    let unit =
        std::fs::read_to_string(repository("packaging/systemd/dect-roster.service")).unwrap();
    let setting = |name: &str| {
        let mut lines = unit.lines();
        lines
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
            .unwrap()
    };
    let defaults: BTreeMap<_, _> = setting("Environment")
        .split(' ')
        .map(|variable| variable.split_once('=').unwrap())
        .collect();
    let given = given().copy("samples/roster.xlsx").file("log/.keep", "");
    let line = setting("ExecStart")
        .replace("$ROSTER", defaults["ROSTER"])
        .replace("$OPTIONS", defaults["OPTIONS"])
        .replace(&format!("/var/lib/{}", setting("StateDirectory")), "out")
        .replace(&format!("/var/log/{}", setting("LogsDirectory")), "log");
    let then = given
        .when(line.strip_prefix("/usr/bin/dect-roster ").unwrap())
        .code(0);
    assert_eq!(then.names("out"), ["7C2F806E93D2.xml", "7C2F80A41C07.xml"]);
    // The room, which only a template of one's own uses, and the two new bases.
    let findings = then.findings("log/report.csv");
    let codes: Vec<_> = findings.iter().map(|finding| finding.get("code")).collect();
    assert_eq!(codes, ["unused-column", "no-window", "no-window"]);
}

#[test]
fn the_nightly_service_is_confined() {
    let unit = repository("packaging/systemd/dect-roster.service");
    let mut rating = Command::new("systemd-analyze");
    // The threshold is ten times the score.
    rating
        .args(["security", "--offline=true", "--threshold=15"])
        .arg(unit);
    if let Some((passed, said)) = tool(&mut rating) {
        assert!(passed, "{said}");
    }
}

#[test]
fn the_container_is_made_of_files_that_are_there() {
    let file = std::fs::read_to_string(repository("packaging/container/Containerfile")).unwrap();
    let copied = file.lines().filter_map(|line| line.strip_prefix("COPY "));
    let mut sources = 0;
    for words in copied.filter(|words| !words.starts_with("--from")) {
        let (paths, _) = words.rsplit_once(' ').unwrap();
        for path in paths.split(' ') {
            assert!(repository(path).exists(), "{path}");
            sources += 1;
        }
    }
    assert!(sources > 3);
    let user = file
        .lines()
        .find_map(|line| line.strip_prefix("USER "))
        .unwrap();
    assert!(
        user.split(':')
            .all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)),
        "{user}"
    );
}
