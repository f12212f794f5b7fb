//! What `--format json` prints is what `docs/run.schema.json` says.

use serde_json::{Map, Value};

use crate::harness::{given, given_site, repository};

/// Whether a value is one that the schema allows. A keyword that is not checked here is a fault of the test.
fn check(schema: &Value, value: &Value, at: &str) {
    let empty = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&empty);
    for (keyword, wanted) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "title" | "description" => {}
            "const" => assert_eq!(value, wanted, "{at}"),
            "enum" => assert!(wanted.as_array().unwrap().contains(value), "{at}: {value}"),
            "type" => {
                let types = wanted
                    .as_array()
                    .map_or(std::slice::from_ref(wanted), Vec::as_slice);
                let is = types
                    .iter()
                    .any(|name| is_of(value, name.as_str().unwrap()));
                assert!(is, "{at}: {value} is not {wanted}");
            }
            "minimum" => {
                let number = value.as_i64();
                assert!(
                    number.is_none_or(|it| it >= wanted.as_i64().unwrap()),
                    "{at}: {value}"
                );
            }
            "pattern" => {
                let pattern = regex(wanted.as_str().unwrap());
                assert!(value.as_str().is_none_or(pattern), "{at}: {value}");
            }
            "required" => {
                for name in wanted.as_array().unwrap() {
                    assert!(
                        value.get(name.as_str().unwrap()).is_some(),
                        "{at} lacks {name}"
                    );
                }
            }
            "properties" => {
                for (name, inner) in properties {
                    if let Some(value) = value.get(name) {
                        check(inner, value, &format!("{at}.{name}"));
                    }
                }
            }
            "additionalProperties" => {
                assert_eq!(wanted, false);
                for name in value.as_object().unwrap().keys() {
                    assert!(properties.contains_key(name), "{at}: unexpected {name}");
                }
            }
            "items" => {
                for value in value.as_array().unwrap() {
                    check(wanted, value, &format!("{at}[]"));
                }
            }
            _ => panic!("{at}: the test does not know the keyword {keyword}"),
        }
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "null" => value.is_null(),
        _ => panic!("unknown type {name}"),
    }
}

fn hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'))
}

/// The three patterns that the schema has.
fn regex(pattern: &str) -> fn(&str) -> bool {
    match pattern {
        "^[0-9A-F]{12}$" => |text| hex(text, 12),
        "^0[0-9A-F]{9}$" => |text| hex(text, 10) && text.starts_with('0'),
        "^[a-z0-9-]+$" => |text| {
            text.bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        },
        _ => panic!("unknown pattern {pattern}"),
    }
}

fn schema() -> Value {
    let text = std::fs::read_to_string(repository("docs/run.schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn what_programs_read_is_what_the_schema_says() {
    let schema = schema();
    let site = given_site();
    let row = |extension, ipui, base, position| {
        format!("{extension},Invented-{extension},Ada,{ipui},{base},{position}")
    };
    let (a, b) = ("7C2F80123456", "7C2F806E93D2");
    let mut kinds = std::collections::BTreeSet::new();
    let nights = [
        // One is added on each base.
        vec![
            row(101, "029E74A599", a, ""),
            row(102, "02B6EC8AA5", a, ""),
            row(103, "00092263A1", b, ""),
        ],
        // One moves, one gets another handset, and a row is rejected.
        vec![
            row(101, "029E74A599", a, "7"),
            row(102, "0312345678", a, ""),
            row(103, "1DEADBEEF4", b, ""),
        ],
        // One gets another name, one is gone.
        vec![row(109, "029E74A599", a, "")],
        vec![],
    ];
    for rows in nights {
        site.roster(&rows);
        for command in [
            "check roster.csv",
            "plan roster.csv --out out",
            "build roster.csv --out out",
        ] {
            let then = site.when(&format!("{command} --format json --report r.json"));
            let run = then.json();
            check(&schema, &run, "run");
            assert_eq!(run["exit_code"], then.code, "{command}");
            assert_eq!(run["details"].as_array().unwrap().len() as u64, {
                let counts = run["findings"].as_object().unwrap().values();
                counts.map(|count| count.as_u64().unwrap()).sum::<u64>()
            });
            assert_eq!(
                then.stdout,
                then.text("r.json"),
                "the report is the same object"
            );
            let changes = run["bases"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|base| base["changes"].as_array().unwrap());
            kinds.extend(changes.map(|change| change["kind"].as_str().unwrap().to_owned()));
        }
    }
    let all = ["add", "move", "remove", "replace", "update"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all);
    let faulty = given().copy("samples/faulty.csv");
    check(
        &schema,
        &faulty.when("check faulty.csv --format json").code(1).json(),
        "run",
    );
}
