//! Which settings a template reads.
//!
//! Names that are written in the template are taken from there, whatever the conditions around them.
//! Other names, such as those of a loop over a list, show when the template is rendered with invented
//! pages and its lookups are recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::Value;
use minijinja::value::{Enumerator, Object, Serde};

use super::{RegistrationPin, context};
use crate::device::Device;
use crate::device::page::{Page, Slot, Vacated, Window};
use crate::device::published::HandsetCode;
use crate::device::template::{Template, TemplateError};
use crate::value::{Hidden, Position};

/// What every text of the invented pages says, so that a setting whose name is made of it shows.
const TEXT: &str = "720575940379";

/// The settings that a template reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsRead {
    /// Their names.
    pub names: BTreeSet<String>,
    /// Whether it may read others as well: it goes through all of them, or makes up names from what
    /// the roster says.
    pub others: bool,
}

impl SettingsRead {
    /// Those of the given settings that the template never reads.
    pub fn unread<'s>(
        &self,
        given: &'s BTreeMap<String, toml::Value>,
    ) -> impl Iterator<Item = &'s str> {
        given
            .keys()
            .map(String::as_str)
            .filter(|name| !self.others && !self.names.contains(*name))
    }
}

/// Finds the settings that a template reads when these are given.
#[must_use]
pub fn settings_read(template: &Template, given: &BTreeMap<String, toml::Value>) -> SettingsRead {
    let (names, dynamic) = template.settings_by_name();
    let mut read = SettingsRead {
        names,
        others: false,
    };
    if !dynamic {
        return read;
    }
    let mut renders = false;
    for absent in [None, Some(Value::from(1))] {
        let lookups = Arc::new(Lookups {
            given: given
                .iter()
                .map(|(name, value)| (name.clone(), Value::from(Serde(value))))
                .collect(),
            absent,
            names: Mutex::default(),
            others: AtomicBool::new(false),
        });
        match render(template, &lookups) {
            Ok(()) => renders = true,
            // The next one would take as long.
            Err(TemplateError::TooManySteps { .. }) => break,
            Err(_) => {}
        }
        let names = lookups.names.lock().unwrap_or_else(PoisonError::into_inner);
        read.names.extend(names.iter().cloned());
        read.others |= lookups.others.load(Ordering::Relaxed);
    }
    // Behind the point where it failed it may read any.
    read.others |= !renders;
    read
}

/// Renders the invented pages; the first error ends it.
fn render(template: &Template, lookups: &Arc<Lookups>) -> Result<(), TemplateError> {
    let settings = Value::from_dyn_object(Arc::clone(lookups));
    let fixed = RegistrationPin::Fixed("0000".parse().expect("a PIN"));
    let cases = [
        (true, None),
        (true, Some(fixed)),
        (false, Some(RegistrationPin::Random)),
    ];
    for (full, pin) in cases {
        let extra = |_: &Slot<'_>| Value::from_object(AnyColumn);
        let page = page(full);
        template.render(context::with_extra(&page, extra, &settings, pin))?;
    }
    Ok(())
}

/// An invented page: with handsets, a vacated position and a window, or with nothing.
fn page(full: bool) -> Page<'static> {
    let empty = Page {
        layout: Device::DEFAULT.layout,
        name: None,
        mac: TEXT.parse().expect("a MAC"),
        slots: Vec::new(),
        vacated: Vec::new(),
        version: TEXT.into(),
        window: None,
        profile_name: None,
        in_place: Vec::new(),
    };
    if !full {
        return empty;
    }
    let mut positions = Position::first(3);
    let mut next = || positions.next().expect("a base has more positions");
    let mut slot = |voicemail, code| Slot {
        position: next(),
        row: None,
        extension: TEXT,
        login: TEXT,
        password: Hidden(TEXT),
        display_name: TEXT,
        account_name: TEXT,
        voicemail,
        provider: 0,
        code,
    };
    let code = HandsetCode::Reserved("029E74A599".parse().expect("an IPUI"));
    Page {
        slots: vec![slot(Some(TEXT), Some(code)), slot(None, None)],
        vacated: vec![Vacated::Position(next())],
        window: Some(Window {
            start: Some(TEXT.into()),
            seconds: Some("3600".to_owned()),
        }),
        ..empty
    }
}

/// The settings of a template, which record what they are asked for.
struct Lookups {
    given: BTreeMap<String, Value>,
    /// The answer for a setting that is not given.
    absent: Option<Value>,
    names: Mutex<BTreeSet<String>>,
    others: AtomicBool,
}

impl Object for Lookups {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        if name.contains(TEXT) {
            self.others.store(true, Ordering::Relaxed);
        } else {
            let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
            names.insert(name.to_owned());
        }
        self.given.get(name).or(self.absent.as_ref()).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.others.store(true, Ordering::Relaxed);
        Enumerator::Values(self.given.keys().map(Value::from).collect())
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.given.is_empty()
    }
}

/// It has no values, because settings may be secret.
impl fmt::Debug for Lookups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookups").finish_non_exhaustive()
    }
}

/// The other columns of an invented roster: it has every column.
#[derive(Debug)]
struct AnyColumn;

impl Object for AnyColumn {
    fn get_value(self: &Arc<Self>, _: &Value) -> Option<Value> {
        Some(Value::from(TEXT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::DEVICES;
    use crate::settings::Limits;

    fn read(source: &str, given: &[&str]) -> (Vec<String>, bool) {
        let template = Template::compile("t", source, Limits::default()).unwrap();
        let given = given
            .iter()
            .map(|name| ((*name).to_owned(), toml::Value::from("x")));
        let read = settings_read(&template, &given.collect());
        (read.names.into_iter().collect(), read.others)
    }

    #[test]
    fn every_setting_of_the_built_in_template_is_found() {
        let (names, others) = read(DEVICES[0].template, &[]);
        assert_eq!(
            names,
            [
                "outbound_proxy",
                "outbound_proxy_port",
                "profile_name",
                "provider_name",
                "sip_domain",
                "sip_registrar",
                "sip_registrar_port",
                "sip_server",
                "sip_server_port",
                "voicemail"
            ]
        );
        assert!(!others);
    }

    #[test]
    fn a_setting_is_found_however_the_template_reads_it() {
        for (source, names) in [
            ("{{ settings.a }}", &["a"][..]),
            ("{{ settings.a.b }}", &["a"]),
            ("{{ settings['a'] }}{{ settings[\"b\"] }}", &["a", "b"]),
            ("{% if 'a' in settings %}{% endif %}", &["a"]),
            (
                "{% if base.mac == '1' %}{{ settings[ 'a' ] }}{% endif %}",
                &["a"],
            ),
            (
                "{% for gone in vacated %}{{ settings.a }}{% endfor %}",
                &["a"],
            ),
            (
                "{% set s = settings %}{% if s.a %}{{ s.b }}{% endif %}",
                &["a", "b"],
            ),
            (
                "{% for h in handsets %}{% for n in ['a', 'b'] %}{{ settings[n] | default(h.extra['Room']) }}\
                 {% endfor %}{% endfor %}",
                &["a", "b"],
            ),
            (
                "{% macro m(s) %}{{ s.a | default('') }}{% endmacro %}{{ m(settings) }}",
                &["a"],
            ),
            ("{{ handsets | length }}", &[]),
        ] {
            assert_eq!(
                read(source, &[]),
                (names.iter().map(|&n| n.to_owned()).collect(), false),
                "{source}"
            );
        }
    }

    #[test]
    fn where_any_setting_may_be_read_none_is_unknown() {
        for source in [
            "{% for name in settings %}{{ settings[name] }}{% endfor %}",
            "{% for h in handsets %}{{ settings['room_' ~ h.extra['Room']] | default('') }}{% endfor %}",
            "{% for h in handsets %}{{ settings[h.extension] | default('') }}{% endfor %}",
            "{{ settings['a'] | nothing_of_the_kind }}",
        ] {
            if let Ok(template) = Template::compile("t", source, Limits::default()) {
                assert!(
                    settings_read(&template, &BTreeMap::new()).others,
                    "{source}"
                );
            }
        }
        assert_eq!(
            read("{{ settings[settings.kind] }}", &["kind"]).0,
            ["kind", "x"]
        );
    }
}
