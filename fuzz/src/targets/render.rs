//! Any values that a roster may hold, through the built-in template and back.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use dect_roster::device::page::{Page, Slot, Vacated, Window};
use dect_roster::device::published::{HandsetCode, Standing};
use dect_roster::device::render::Renderer;
use dect_roster::device::template::Template;
use dect_roster::device::{DEVICES, Device};
use dect_roster::finding::{Collector, Rules};
use dect_roster::roster::Roster;
use dect_roster::roster::{Handset, RowRef};
use dect_roster::settings::Limits;
use dect_roster::settings::Reading;
use dect_roster::settings::RegistrationPin;
use dect_roster::value::{
    AccountName, DisplayName, Extension, Hidden, Ipui, Login, Mac, Password, Position, Voicemail,
};

use super::some_positions;

/// A roster without rows, for pages whose template asks for no further columns.
pub static NO_ROSTER: LazyLock<Roster> = LazyLock::new(|| {
    let rules = Rules::default();
    Roster::new(Vec::new(), &Reading::default(), &mut Collector::new(&rules))
});

/// The built-in template for files like those of a device.
pub fn built_in(device: &Device) -> &'static Template {
    static TEMPLATES: LazyLock<[Template; 2]> = LazyLock::new(|| {
        [&DEVICES[0], &DEVICES[1]].map(|device| Template::of(device, Limits::default()).unwrap())
    });
    let mut templates = TEMPLATES.iter();
    templates
        .find(|template| template.device().is_like(device))
        .unwrap()
}

/// The settings that the built-in template reads.
const SETTINGS: [&str; 10] = [
    "voicemail",
    "profile_name",
    "provider_name",
    "sip_domain",
    "sip_server",
    "sip_server_port",
    "sip_registrar",
    "sip_registrar_port",
    "outbound_proxy",
    "outbound_proxy_port",
];

pub fn render_roundtrip(bytes: &[u8]) {
    let Ok(case) = Case::of(&mut Unstructured::new(bytes)) else {
        return;
    };
    let page = case.page();
    let renderer = Renderer::new(built_in(case.device), &NO_ROSTER, &case.settings, case.pin);
    let rendered = renderer.render(&page).unwrap();
    let mut says = case.device.read(&rendered.bytes).unwrap();
    let glance = case.device.layout.glance(&rendered.bytes);
    assert!(
        glance.handsets().eq(says.handsets()),
        "a glance sees other handsets"
    );
    let planned = page.slots.iter();
    says.arrange(planned.filter_map(|slot| Some((slot.position, slot.ipui()?))));
    assert!(says == rendered.says);
    assert!(renderer.renders_to(&page, &rendered.bytes, false));
    assert!(says.mac == Some(page.mac) || !case.device.layout.names_its_base());

    assert_eq!(glance.window_start, says.window_start);

    let window = page.window.as_ref();
    assert_eq!(
        says.window_start,
        window.and_then(|window| window.start.clone())
    );
    let seconds = window.and_then(|window| window.seconds.clone());
    assert_eq!(says.window_seconds, seconds);
    assert_eq!(glance.window_seconds, seconds);
    let mailbox = case.settings.get("voicemail").and_then(toml::Value::as_str);
    let mut slots = page.slots.iter().peekable();
    for (position, account) in says.accounts() {
        let Some(slot) = slots.next_if(|slot| slot.position == position) else {
            let expected = if page.vacated.contains(&Vacated::Position(position)) {
                Standing::Vacated
            } else {
                Standing::Free
            };
            assert_eq!(account.standing(), expected);
            continue;
        };
        assert_eq!(account.active, Some(true));
        assert_eq!(account.user_id, Some(slot.extension));
        assert_eq!(account.login, Some(slot.login));
        assert!(account.password.map(Hidden::expose) == Some(slot.password.expose()));
        assert_eq!(account.display_name, Some(slot.display_name));
        // Not every device has names of accounts.
        let has_name = says.layout().positions().is_some();
        let named = Some(slot.account_name).filter(|_| has_name);
        assert_eq!(account.account_name, named);
        let mailbox = slot.voicemail.or(mailbox).unwrap_or_default();
        assert_eq!(account.voicemail, Some(mailbox));
        assert_eq!(account.voicemail_enabled, Some(!mailbox.is_empty()));
        assert_eq!(account.provider, Some(slot.provider));
        assert_eq!(account.handset, slot.code);
        // Carried over from the file, the account is the same.
        let kept = Slot::kept(account, position);
        assert_eq!(
            (
                kept.extension,
                kept.login,
                kept.display_name,
                kept.account_name,
                kept.code
            ),
            (
                slot.extension,
                slot.login,
                slot.display_name,
                named.unwrap_or_default(),
                slot.code
            )
        );
    }
    assert!(slots.next().is_none());
}

/// What a page is made of.
struct Case {
    device: &'static Device,
    mac: Mac,
    handsets: Vec<(Handset<'static>, Position, Option<HandsetCode>)>,
    vacated: Vec<Vacated>,
    window: Option<Window>,
    settings: BTreeMap<String, toml::Value>,
    pin: Option<RegistrationPin>,
}

impl Case {
    fn of(u: &mut Unstructured<'_>) -> Result<Self> {
        let (first, rest): (u8, [u8; 5]) = u.arbitrary()?;
        // Two more bits say which device it is.
        let device = &DEVICES[usize::from(first >> 6) % 2];
        // Of one device, not of many: two bits of the first byte say so.
        let number = [first & 0xFE | 0x02]
            .iter()
            .chain(&rest)
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let mac: Mac = format!("{number:012X}").parse().unwrap();
        let vacated = some_positions(u)?;
        let window = match u.int_in_range(0..=3)? {
            0 => None,
            form => Some(Window {
                start: (form != 1).then(|| "2411251600".to_owned()),
                seconds: (form != 2)
                    .then(|| u.arbitrary::<u32>())
                    .transpose()?
                    .map(|seconds| seconds.to_string()),
            }),
        };
        let pin = match u.int_in_range(0..=2)? {
            0 => None,
            1 => Some(RegistrationPin::Random),
            _ => format!("{:04}", u.int_in_range(0..=9999)?)
                .parse()
                .ok()
                .map(RegistrationPin::Fixed),
        };
        let mut settings = BTreeMap::new();
        for name in SETTINGS {
            if u.ratio(1, 4)? {
                settings.insert(name.to_owned(), toml::Value::String(text(u)?));
            }
        }
        let mut handsets: Vec<(Handset<'static>, Position, Option<HandsetCode>)> = Vec::new();
        while !u.is_empty() {
            let position = Position::from_index(u.int_in_range(0..=99)?).unwrap();
            let ipui =
                Ipui::from_ipei(u.int_in_range(0..=0xFFFF)?, u.int_in_range(0..=0xF_FFFF)?).ok();
            let has_positions = device.layout.positions().is_some();
            let code = match u.int_in_range(0..=3)? {
                0 if has_positions => None,
                1 if has_positions => Some(HandsetCode::Deregister),
                _ => ipui.map(HandsetCode::Reserved),
            };
            let handset = handset(u, mac, ipui)?;
            // Without positions the IPUI is the key.
            let is_key = |other: &Option<HandsetCode>| !has_positions && *other == code;
            if (has_positions || code.is_some())
                && handsets
                    .iter()
                    .all(|(_, taken, other)| *taken != position && !is_key(other))
            {
                handsets.push((handset, position, code));
            }
        }
        handsets.sort_by_key(|(_, position, _)| *position);
        let vacated = vacated.into_iter().filter_map(|position| {
            if device.layout.positions().is_some() {
                let is_taken = handsets.iter().any(|(_, taken, _)| *taken == position);
                return (!is_taken).then_some(Vacated::Position(position));
            }
            let ipui = Ipui::from_ipei(1, u32::from(position.number())).ok()?;
            let is_there = |(_, _, code): &(_, _, Option<HandsetCode>)| {
                *code == Some(HandsetCode::Reserved(ipui))
            };
            (!handsets.iter().any(is_there)).then_some(Vacated::Handset(ipui))
        });
        let vacated = vacated.collect();
        Ok(Self {
            device,
            mac,
            handsets,
            vacated,
            window,
            settings,
            pin,
        })
    }

    fn page(&self) -> Page<'_> {
        let slots = self.handsets.iter();
        Page {
            layout: self.device.layout,
            name: None,
            mac: self.mac,
            slots: slots
                .map(|(handset, position, code)| Slot::of(handset, *position, *code))
                .collect(),
            vacated: self.vacated.clone(),
            version: "2411251600".to_owned(),
            window: self.window.clone(),
            profile_name: None,
            in_place: Vec::new(),
        }
    }
}

fn handset(u: &mut Unstructured<'_>, base: Mac, ipui: Option<Ipui>) -> Result<Handset<'static>> {
    Ok(Handset {
        row: RowRef { sheet: 0, index: 0 },
        base,
        ipui,
        extension: Extension::new(text(u)?).unwrap(),
        password: Password::new(text(u)?).unwrap(),
        display_name: DisplayName::new(text(u)?).unwrap(),
        login: maybe(u, text)?.map(|text| Login::new(text).unwrap()),
        account_name: maybe(u, text)?.map(|text| AccountName::new(text).unwrap()),
        voicemail: maybe(u, text)?.map(|text| Voicemail::new(text).unwrap()),
        provider: u.arbitrary()?,
        position: None,
    })
}

fn maybe<T>(
    u: &mut Unstructured<'_>,
    of: impl FnOnce(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Option<T>> {
    u.arbitrary::<bool>()?.then(|| of(u)).transpose()
}

/// A text of up to 20 characters, of all that a roster may hold; without spaces around it, as they
/// are cut off when a cell is read.
fn text(u: &mut Unstructured<'_>) -> Result<String> {
    // Those that XML, quotes and encodings treat in their own way.
    const SPECIAL: &[char] = &[
        '"', '\'', '<', '>', '&', ';', '#', ' ', '%', '{', '\\', 'ü', '€', 'Ł', '\u{a0}',
    ];
    let mut text = String::new();
    for _ in 0..u.int_in_range(1..=20)? {
        let c = match u.int_in_range(0..=7)? {
            0 => *u.choose(SPECIAL)?,
            1 => u.arbitrary()?,
            _ => char::from(u.int_in_range(0x21..=0x7E)?),
        };
        if DisplayName::new(c.to_string()).is_ok() {
            text.push(c);
        }
    }
    let text = text.trim();
    Ok(if text.is_empty() { "x" } else { text }.to_owned())
}
