//! The built-in templates, taken apart once per run: what they write around the values of a page.
//!
//! The template engine writes an invented page whose values are marks, and what stands between the marks
//! are the pieces. Which of them a page needs depends on nothing but which of its values are there, so
//! there are few kinds of pages, of handsets, and one of what is vacated. An own template may ask what the
//! values are, so it is always left to the engine.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use itoa::Buffer;
use minijinja::{Value, context};

use super::context::{Entry, Values, gives_profile_name};
use crate::device::page::{Page, Slot, Vacated};
use crate::device::template::Template;
use crate::device::template::escape::escaped;
use crate::settings::RegistrationPin;

/// A place in a template for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    // Those of handsets, in the order of `names::HANDSET`.
    Index,
    Position,
    Extension,
    Login,
    Password,
    DisplayName,
    AccountName,
    Voicemail,
    Provider,
    Ipui,
    IpuiBytes,
    /// The IPUI in small letters.
    SmallIpui,
    Mac,
    Name,
    Version,
    ProfileName,
    WindowStart,
    WindowSeconds,
    /// All handsets.
    Handsets,
    /// All that is vacated.
    Vacated,
    End,
}

use Field as F;

const FIELDS: [Field; 21] = [
    F::Index,
    F::Position,
    F::Extension,
    F::Login,
    F::Password,
    F::DisplayName,
    F::AccountName,
    F::Voicemail,
    F::Provider,
    F::Ipui,
    F::IpuiBytes,
    F::SmallIpui,
    F::Mac,
    F::Name,
    F::Version,
    F::ProfileName,
    F::WindowStart,
    F::WindowSeconds,
    F::Handsets,
    F::Vacated,
    F::End,
];

/// What an invented page has of each list, so that it shows where one entry ends.
const ENTRIES: usize = 2;
/// Whose value a mark stands for: the page's, a handset's, or that of what is vacated.
const OWNERS: [char; 1 + 2 * ENTRIES] = [
    '\u{F0000}',
    '\u{F0100}',
    '\u{F0200}',
    '\u{F0300}',
    '\u{F0400}',
];
/// Behind the mark of an IPUI: it shows whether the template changes letters.
const LETTER: char = 'A';

/// What a template writes, piece by piece: a text and the value behind it.
struct Block(Vec<(Box<str>, Field)>);

/// The pieces of a built-in template with the settings of a run; `None` in them where it cannot be taken apart.
pub(super) struct Pieces<'a> {
    template: &'a Template,
    settings: Value,
    pin: Option<RegistrationPin>,
    gives_profile_name: bool,
    /// By whether the name of the profile, a window, its start and its duration are there.
    frames: [OnceLock<Option<Block>>; 10],
    vacated: OnceLock<Option<Block>>,
    /// By what is said of the handset, and by whether there is a mailbox.
    handsets: [OnceLock<Option<Block>>; 6],
}

/// Which values an invented page has.
#[derive(Clone, Copy)]
struct Kind {
    profile_name: bool,
    /// Of its window, whether the start and the duration.
    window: Option<[bool; 2]>,
    handset: HandsetKind,
}

#[derive(Clone, Copy)]
struct HandsetKind {
    ipui: bool,
    code: bool,
    voicemail: bool,
}

impl<'a> Pieces<'a> {
    /// Those of a template, if it is a built-in one.
    pub(super) fn of(
        template: &'a Template,
        given: &BTreeMap<String, toml::Value>,
        settings: &Value,
        pin: Option<RegistrationPin>,
    ) -> Option<Self> {
        // No setting has a reason to have one, but could.
        let has_mark = |value: &toml::Value| match value {
            toml::Value::String(text) => text.chars().any(|c| mark(c).is_some()),
            toml::Value::Array(_) | toml::Value::Table(_) => true,
            _ => false,
        };
        (template.is_built_in() && !given.values().any(has_mark)).then(|| Self {
            template,
            settings: settings.clone(),
            pin,
            gives_profile_name: gives_profile_name(settings),
            frames: Default::default(),
            vacated: OnceLock::new(),
            handsets: Default::default(),
        })
    }

    /// What the template makes of a page; nothing where only the engine knows.
    pub(super) fn text(&self, page: &Page<'_>) -> Option<String> {
        let frame = self.frame(page)?;
        let mut out = String::new();
        for (text, field) in &frame.0 {
            out.push_str(text);
            let window = page.window.as_ref();
            match field {
                F::Mac => out.push_str(&page.mac.to_string()),
                F::Name => out.push_str(&escaped(page.name.unwrap_or_default())),
                F::Version => out.push_str(&escaped(&page.version)),
                F::ProfileName => out.push_str(&escaped(page.profile_name?)),
                F::WindowStart => out.push_str(&escaped(window?.start.as_deref()?)),
                F::WindowSeconds => out.push_str(&escaped(window?.seconds.as_deref()?)),
                F::Handsets => self.write_handsets(page, &mut out)?,
                F::Vacated => self.write_vacated(page, &mut out)?,
                F::End => {}
                _ => return None,
            }
        }
        Some(out)
    }

    fn write_handsets(&self, page: &Page<'_>, out: &mut String) -> Option<()> {
        let mut numbers = (Buffer::new(), Buffer::new(), Buffer::new());
        if let Some(first) = page.slots.first() {
            // Values are short next to what stands around them, so this is enough for nearly all.
            out.reserve(page.slots.len() * self.handset(first)?.len() * 5 / 4);
        }
        for slot in &page.slots {
            let block = self.handset(slot)?;
            let index = numbers.0.format(slot.position.index());
            let position = numbers.1.format(slot.position.number());
            for (text, field) in &block.0 {
                out.push_str(text);
                match field {
                    F::Index => out.push_str(index),
                    F::Position => out.push_str(position),
                    F::Extension => out.push_str(&escaped(slot.extension)),
                    F::Login => out.push_str(&escaped(slot.login)),
                    F::Password => out.push_str(&escaped(slot.password.expose())),
                    F::DisplayName => out.push_str(&escaped(slot.display_name)),
                    F::AccountName => out.push_str(&escaped(slot.account_name)),
                    F::Voicemail => out.push_str(&escaped(slot.voicemail?)),
                    F::Provider => out.push_str(numbers.2.format(slot.provider)),
                    F::Ipui => out.push_str(&slot.ipui()?.to_string()),
                    F::IpuiBytes => out.push_str(&slot.code?.device_bytes()),
                    F::SmallIpui => out.push_str(&slot.ipui()?.to_string().to_ascii_lowercase()),
                    F::End => {}
                    _ => return None,
                }
            }
        }
        Some(())
    }

    fn write_vacated(&self, page: &Page<'_>, out: &mut String) -> Option<()> {
        for vacated in &page.vacated {
            let block = self
                .vacated
                .get_or_init(|| self.parts(Kind::EMPTY).map(|parts| parts.vacated));
            for (text, field) in &block.as_ref()?.0 {
                out.push_str(text);
                match (field, vacated) {
                    (F::Index, Vacated::Position(at)) => out.push_str(&at.index().to_string()),
                    (F::Position, Vacated::Position(at)) => out.push_str(&at.number().to_string()),
                    (F::Ipui, Vacated::Handset(ipui)) => out.push_str(&ipui.to_string()),
                    (F::SmallIpui, Vacated::Handset(ipui)) => {
                        out.push_str(&ipui.to_string().to_ascii_lowercase());
                    }
                    (F::End, _) => {}
                    _ => return None,
                }
            }
        }
        Some(())
    }

    fn frame(&self, page: &Page<'_>) -> Option<&Block> {
        let kind = Kind::of(page, self.gives_profile_name, HandsetKind::FULL);
        let frame = &self.frames[kind.frame()];
        let frame = frame.get_or_init(|| self.parts(kind).map(|parts| parts.frame));
        frame.as_ref()
    }

    fn handset(&self, slot: &Slot<'_>) -> Option<&Block> {
        let kind = HandsetKind {
            ipui: slot.ipui().is_some(),
            code: slot.code.is_some(),
            voicemail: slot.voicemail.is_some_and(|number| !number.is_empty()),
        };
        let code = usize::from(kind.code) + usize::from(kind.ipui);
        let block = &self.handsets[2 * code + usize::from(kind.voicemail)];
        let block = block.get_or_init(|| {
            let kind = Kind {
                handset: kind,
                ..Kind::EMPTY
            };
            self.parts(kind).map(|parts| parts.handset)
        });
        block.as_ref()
    }

    /// Takes the template apart as it writes pages of a kind.
    fn parts(&self, kind: Kind) -> Option<Parts> {
        let has_positions = self.template.device().layout.positions().is_some();
        let values = kind.values(has_positions);
        let text = self.template.render(values.with(&self.settings, self.pin));
        Parts::of(&text.ok()?)
    }
}

impl HandsetKind {
    /// One of which all is said.
    const FULL: Self = Self {
        ipui: true,
        code: true,
        voicemail: true,
    };
}

impl Kind {
    const EMPTY: Self = Self {
        profile_name: false,
        window: None,
        handset: HandsetKind::FULL,
    };

    fn of(page: &Page<'_>, gives_profile_name: bool, handset: HandsetKind) -> Self {
        let window = page.window.as_ref();
        Self {
            profile_name: page.profile_name.is_some() && !gives_profile_name,
            window: window.map(|window| [window.start.is_some(), window.seconds.is_some()]),
            handset,
        }
    }

    /// Which of all frames it takes.
    fn frame(self) -> usize {
        let window = self.window.map_or(0, |[start, seconds]| {
            1 + usize::from(start) + 2 * usize::from(seconds)
        });
        window + if self.profile_name { 5 } else { 0 }
    }

    /// A page whose values are marks.
    fn values(self, has_positions: bool) -> Values {
        let of_page = |field| Value::from(marked(OWNERS[0], field));
        let handset = |entry: usize| {
            let value = |is_there: bool, field| {
                let mark = is_there.then(|| marked(OWNERS[1 + entry], field));
                mark.map_or(Value::UNDEFINED, Value::from)
            };
            Entry([
                value(has_positions, F::Index),
                value(has_positions, F::Position),
                value(true, F::Extension),
                value(true, F::Login),
                value(true, F::Password),
                value(true, F::DisplayName),
                value(true, F::AccountName),
                value(self.handset.voicemail, F::Voicemail),
                value(true, F::Provider),
                value(self.handset.ipui, F::Ipui),
                value(self.handset.code, F::IpuiBytes),
                Value::UNDEFINED,
            ])
        };
        let vacated = |entry: usize| {
            let value = |field| marked(OWNERS[1 + ENTRIES + entry], field);
            if has_positions {
                context! { index => value(F::Index), position => value(F::Position) }
            } else {
                context! { ipui => value(F::Ipui) }
            }
        };
        Values {
            mac: of_page(F::Mac),
            name: of_page(F::Name),
            version: of_page(F::Version),
            profile_name: self.profile_name.then(|| of_page(F::ProfileName)),
            window: self.window.map(|[start, seconds]| {
                let value = |is_there: bool, field| is_there.then(|| of_page(field));
                (
                    value(start, F::WindowStart),
                    value(seconds, F::WindowSeconds),
                )
            }),
            handsets: (0..ENTRIES).map(handset).collect(),
            vacated: (0..ENTRIES).map(vacated).collect(),
        }
    }
}

/// The mark of a value.
fn marked(owner: char, field: Field) -> String {
    let mark = char::from_u32(u32::from(owner) + field as u32).into_iter();
    mark.chain((field == F::Ipui).then_some(LETTER)).collect()
}

/// Whose value a mark stands for, as an index of `OWNERS`, and which it is.
fn mark(c: char) -> Option<(usize, Field)> {
    let owner = |owner: &char| char::from_u32(u32::from(c) & !0xFF) == Some(*owner);
    let owner = OWNERS.iter().position(owner)?;
    let field = u32::from(c) & 0xFF;
    let field = FIELDS.get(usize::try_from(field).ok()?)?;
    Some((owner, *field))
}

/// An invented page, taken apart.
struct Parts {
    frame: Block,
    handset: Block,
    vacated: Block,
}

impl Parts {
    fn of(text: &str) -> Option<Self> {
        let (handsets, vacated) = (Entries::of(text, 1)?, Entries::of(text, 1 + ENTRIES)?);
        let mut lists = [(&handsets, F::Handsets), (&vacated, F::Vacated)];
        lists.sort_by_key(|(list, _)| list.start);
        let [first, second] = lists;
        let mut frame = Block(Vec::new());
        frame.add(text.get(..first.0.start)?, 0, first.1)?;
        frame.add(text.get(first.0.end..second.0.start)?, 0, second.1)?;
        frame.add(text.get(second.0.end..)?, 0, F::End)?;
        Some(Self {
            frame,
            handset: handsets.block,
            vacated: vacated.block,
        })
    }
}

/// The entries of a list on an invented page.
struct Entries {
    start: usize,
    end: usize,
    block: Block,
}

impl Entries {
    /// Those of which the first has this owner, and the next one the next. Each begins with a line in
    /// which there is one of its values.
    fn of(text: &str, owner: usize) -> Option<Self> {
        let start = |owner: usize| {
            let is_own = |c: char| mark(c).is_some_and(|(found, _)| found == owner);
            let first = text.find(is_own)?;
            Some(text[..first].rfind('\n')? + 1)
        };
        let (first, second) = (start(owner)?, start(owner + 1)?);
        let end = second + second.checked_sub(first)?;
        let block = |range, owner| {
            let mut block = Block(Vec::new());
            block.add(text.get(range)?, owner, F::End)?;
            Some(block)
        };
        let found = block(first..second, owner)?;
        (found.0 == block(second..end, owner + 1)?.0).then_some(Self {
            start: first,
            end,
            block: found,
        })
    }
}

impl Block {
    /// Adds the pieces of a text in which all values are of one owner.
    fn add(&mut self, text: &str, owner: usize, then: Field) -> Option<()> {
        let mut piece = String::new();
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            let Some((found, field)) = mark(c) else {
                piece.push(c);
                continue;
            };
            let field = match field {
                F::Ipui if rest.next()? == LETTER => F::Ipui,
                F::Ipui => F::SmallIpui,
                field => field,
            };
            if found != owner {
                return None;
            }
            self.0.push((std::mem::take(&mut piece).into(), field));
        }
        self.0.push((piece.into(), then));
        Some(())
    }

    /// How long it is without its values.
    fn len(&self) -> usize {
        self.0.iter().map(|(text, _)| text.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use proptest::option::weighted;
    use proptest::prelude::*;

    use super::*;
    use crate::device::page::Window;
    use crate::device::published::HandsetCode;
    use crate::device::{DEVICES, Device};
    use crate::settings::Limits;
    use crate::value::{Hidden, Ipui, Position};

    fn template(device: &'static Device) -> Template {
        Template::of(device, Limits::default()).unwrap()
    }

    fn settings(given: &[(&str, &str)]) -> BTreeMap<String, toml::Value> {
        let given = given.iter();
        given
            .map(|(name, value)| ((*name).to_owned(), (*value).into()))
            .collect()
    }

    fn value(settings: &BTreeMap<String, toml::Value>) -> Value {
        Value::from(minijinja::value::Serde(settings))
    }

    /// A text that may need an escape, or nothing.
    fn text() -> impl Strategy<Value = String> {
        "[a-z0-9 <>&'\"äŁ\u{e000}]{0,6}"
    }

    fn ipui() -> impl Strategy<Value = Ipui> {
        (1..=u32::MAX).prop_map(|number| {
            let [a, b, c, d] = number.to_be_bytes();
            Ipui::from_bytes([0, a, b, c, d]).unwrap()
        })
    }

    type Account = (Vec<String>, Option<String>, Option<HandsetCode>, u64);

    fn account() -> impl Strategy<Value = Account> {
        let code = prop_oneof![
            6 => ipui().prop_map(|ipui| Some(HandsetCode::Reserved(ipui))),
            1 => Just(Some(HandsetCode::Deregister)),
            1 => Just(None),
        ];
        let texts = proptest::collection::vec(text(), 5);
        (texts, weighted(0.5, text()), code, 0..12_u64)
    }

    fn slot((position, account): (Position, &Account)) -> Slot<'_> {
        let (texts, voicemail, code, provider) = account;
        Slot {
            position,
            row: None,
            extension: &texts[0],
            login: &texts[1],
            password: Hidden(&texts[2]),
            display_name: &texts[3],
            account_name: &texts[4],
            voicemail: voicemail.as_deref(),
            provider: *provider,
            code: *code,
        }
    }

    proptest! {
        #[test]
        fn they_write_what_the_engine_writes(
            family in any::<bool>(),
            accounts in proptest::collection::vec(account(), 0..5),
            vacated in proptest::collection::vec(ipui(), 0..4),
            profile_name in weighted(0.5, text()),
            window in weighted(0.7, (weighted(0.8, text()), weighted(0.8, text()))),
            given in proptest::collection::btree_map(
                proptest::sample::select(&["voicemail", "profile_name", "sip_server", "outbound_proxy"][..]),
                text(),
                0..4,
            ),
            pin in proptest::sample::select(vec![None, Some("1234"), Some("random")]),
        ) {
            let device = &DEVICES[usize::from(family)];
            let template = template(device);
            let given = given.iter().map(|(name, value)| (*name, value.as_str()));
            let given = settings(&given.collect::<Vec<_>>());
            let values = value(&given);
            let pin = pin.map(|pin| match pin {
                "random" => RegistrationPin::Random,
                digits => RegistrationPin::Fixed(digits.parse().unwrap()),
            });
            let gone = |(position, ipui): (Position, &Ipui)| if family {
                Vacated::Handset(*ipui)
            } else {
                Vacated::Position(position)
            };
            let page = Page {
                layout: device.layout,
                mac: "7C2F80123456".parse().unwrap(),
                name: None,
                slots: Position::first(9).zip(&accounts).map(slot).collect(),
                vacated: Position::first(9).skip(5).zip(&vacated).map(gone).collect(),
                version: "1".into(),
                window: window.map(|(start, seconds)| Window { start, seconds }),
                profile_name: profile_name.as_deref(),
                in_place: Vec::new(),
            };
            let context = super::super::context::with_extra(&page, |_| Value::UNDEFINED, &values, pin);
            let by_engine = template.render(context).ok();
            let pieces = Pieces::of(&template, &given, &values, pin).unwrap();
            match pieces.text(&page) {
                // The family has no account without a handset.
                None => prop_assert!(by_engine.is_none()),
                text => prop_assert_eq!(text, by_engine),
            }
        }
    }

    #[test]
    fn an_own_template_and_settings_with_marks_are_left_to_the_engine() {
        let of = |template: &Template, given: &[(&str, &str)]| {
            let given = settings(given);
            Pieces::of(template, &given, &value(&given), None).is_some()
        };
        let own = format!("{}\n", DEVICES[0].template);
        let own = Template::compile("own", &own, Limits::default()).unwrap();
        assert!(!of(&own, &[]));
        let copied = Template::compile("own", DEVICES[0].template, Limits::default()).unwrap();
        assert!(of(&copied, &[]));
        let built_in = template(&DEVICES[0]);
        assert!(of(&built_in, &[("sip_server", "a\u{e000}b")]));
        assert!(!of(&built_in, &[("sip_server", "a\u{f0102}b")]));
    }
}
