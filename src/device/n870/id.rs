//! The names of the parameters and orders that the program understands.

use crate::value::Ipui;

/// The name of a parameter, taken apart. Letter case makes no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Id {
    /// `SipAccount.<ipui>.…`, and what of the account, where that is known.
    Account(Ipui, Option<AccountItem>),
    /// `hs.<ipui>.RegStatus`.
    Standing(Ipui),
    /// Anything else of a handset: `hs.<ipui>.…`.
    Handset(Ipui),
    /// A handset or an account that is not known by an IPUI.
    Numbered,
    /// What stands inside of an order.
    Part,
    Other,
}

/// What a parameter says about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AccountItem {
    Login,
    Password,
    Extension,
    DisplayName,
    Provider,
    Voicemail,
    VoicemailEnabled,
}

const ACCOUNT_ITEMS: [(&str, AccountItem); 7] = [
    ("AuthName", AccountItem::Login),
    ("AuthPassword", AccountItem::Password),
    ("UserName", AccountItem::Extension),
    ("DisplayName", AccountItem::DisplayName),
    ("ProviderId", AccountItem::Provider),
    ("VoiceMailMailbox", AccountItem::Voicemail),
    ("VoiceMailActive", AccountItem::VoicemailEnabled),
];

/// What stands inside of the orders that add a handset and open the window.
const PARTS: [&str; 3] = ["hs.RegStatus", "RegStart", "RegDuration"];

/// How the names of what belongs to a handset begin.
const OF_HANDSET: [&str; 2] = ["SipAccount.", "hs."];

/// The provider whose settings have names, and the settings of the built-in template, by its parameters.
const PROVIDER: &str = "SipProvider.0.";
const SETTINGS: [(&str, &str); 8] = [
    ("Name", "provider_name"),
    ("Domain", "sip_domain"),
    ("ProxyServerAddress", "sip_server"),
    ("ProxyServerPort", "sip_server_port"),
    ("RegServerAddress", "sip_registrar"),
    ("RegServerPort", "sip_registrar_port"),
    ("OutboundProxyAddress", "outbound_proxy"),
    ("OutboundProxyPort", "outbound_proxy_port"),
];

impl Id {
    pub(super) fn parse(name: &str) -> Self {
        let name = name.trim();
        if PARTS.iter().any(|part| part.eq_ignore_ascii_case(name)) {
            return Self::Part;
        }
        let Some((array, rest)) = OF_HANDSET
            .into_iter()
            .find_map(|array| Some((array, after(name, array)?)))
        else {
            return Self::Other;
        };
        let Some((id, item)) = rest.split_once('.') else {
            return Self::Other;
        };
        let Some(ipui) = ipui(id) else {
            return Self::Numbered;
        };
        if array == OF_HANDSET[0] {
            let known = |(name, _): &&(&str, _)| name.eq_ignore_ascii_case(item);
            let found = ACCOUNT_ITEMS.iter().find(known);
            return Self::Account(ipui, found.map(|(_, item)| *item));
        }
        if item.eq_ignore_ascii_case("RegStatus") {
            Self::Standing(ipui)
        } else {
            Self::Handset(ipui)
        }
    }
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Oper {
    /// To let a handset register; without an IPUI any.
    Add(Option<Ipui>),
    /// To set up the base itself, its window too.
    Window,
    /// To take off all handsets that the file does not name.
    RemoveOthers,
    Other,
}

impl Oper {
    pub(super) fn of(name: &str, value: &str) -> Self {
        let is = |known: &str| name.trim().eq_ignore_ascii_case(known);
        if is("add_hs") {
            Self::Add(ipui(value))
        } else if is("update_dm") && value.trim().eq_ignore_ascii_case("local") {
            Self::Window
        } else if is("DeleteNotProvisionedHS") {
            Self::RemoveOthers
        } else {
            Self::Other
        }
    }
}

/// What `RegStatus` makes of a handset: whether it is to be there.
pub(super) fn standing(value: &str) -> Option<bool> {
    let is = |known: &str| value.trim().eq_ignore_ascii_case(known);
    match () {
        () if is("ToReg") => Some(true),
        () if is("ToDeReg") => Some(false),
        () => None,
    }
}

/// An IPUI as the base writes it: ten digits and nothing else.
pub(super) fn ipui(id: &str) -> Option<Ipui> {
    let id = id.trim();
    if id.len() != 10 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u64::from_str_radix(id, 16).ok()?;
    let [_, _, _, bytes @ ..] = number.to_be_bytes();
    Ipui::from_bytes(bytes).ok()
}

/// Whether a parameter of this name is a handset's PIN.
pub(super) fn is_pin(name: &str) -> bool {
    let end = after(name.trim(), "hs.").and_then(|rest| rest.split_once('.'));
    end.is_some_and(|(_, item)| item.eq_ignore_ascii_case("DECT_AC"))
}

/// Whether a parameter of this name belongs to a handset.
pub(super) fn is_of_handset(name: &str) -> bool {
    OF_HANDSET
        .into_iter()
        .any(|array| after(name.trim(), array).is_some())
}

/// The setting of the built-in template that becomes this parameter.
pub(super) fn setting_of(name: &str) -> Option<&'static str> {
    if is_pin(name) {
        return Some("pin");
    }
    let item = after(name.trim(), PROVIDER)?;
    let known = |(name, _): &&(&str, _)| name.eq_ignore_ascii_case(item);
    SETTINGS.iter().find(known).map(|(_, setting)| *setting)
}

fn after<'n>(name: &'n str, start: &str) -> Option<&'n str> {
    let begin = name.get(..start.len())?;
    begin
        .eq_ignore_ascii_case(start)
        .then(|| &name[start.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let handset = ipui("029e74a599").unwrap();
        for (name, id) in [
            (
                "SipAccount.029e74a599.AuthName",
                Id::Account(handset, Some(AccountItem::Login)),
            ),
            (
                "sipaccount.029E74A599.voicemailactive",
                Id::Account(handset, Some(AccountItem::VoicemailEnabled)),
            ),
            ("SipAccount.029e74a599.Codec", Id::Account(handset, None)),
            ("hs.029e74a599.RegStatus", Id::Standing(handset)),
            ("hs.029e74a599.DECT_AC", Id::Handset(handset)),
            ("hs.RegStatus", Id::Part),
            ("RegStart", Id::Part),
            ("SipAccount.00001.AuthName", Id::Numbered),
            ("hs.0_1.RegStatus", Id::Numbered),
            ("hs..RegStatus", Id::Numbered),
            ("hs.129e74a599.DECT_AC", Id::Numbered),
            ("hs.029e74a5990.DECT_AC", Id::Numbered),
            ("SipProvider.0.Domain", Id::Other),
            ("hs", Id::Other),
        ] {
            assert_eq!(Id::parse(name), id, "{name}");
        }
    }

    #[test]
    fn settings_have_the_names_of_the_template() {
        assert_eq!(setting_of("SipProvider.0.Domain"), Some("sip_domain"));
        assert_eq!(setting_of("SipProvider.1.Domain"), None);
        assert_eq!(setting_of("hs.029e74a599.DECT_AC"), Some("pin"));
    }
}
