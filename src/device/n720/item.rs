//! The ids of the items that the program understands.

use std::borrow::Cow;

use super::{POSITIONS, PROFILE_NAME};
use crate::device::published::TextItem;
use crate::value::Position;

pub(crate) const ACCOUNTS: &str = "BS_VOIP_Data.astVoipAccounts[";
pub(crate) const HANDSETS: &str = "BS_Accounts.astAccounts[";
const WINDOW_START: &str = "BS_AE_Subscriber.acIPUIRegistrationTimestamp";
const WINDOW_SECONDS: &str = "BS_AE_Subscriber.ulIPUIRegistrationDuration";

/// Which positions an id is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    /// One position.
    At(Position),
    /// `[%]`: all of them.
    All,
    /// None that the base has, or none that can be read.
    Unknown,
}

/// An id, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    Account(Index, AccountItem),
    Handset(Index),
    WindowStart,
    WindowSeconds,
    Other,
}

/// What an item says about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountItem {
    Active,
    Provider,
    VoicemailEnabled,
    Text(TextItem),
}

impl Item {
    /// Takes an id apart. Letter case and spaces make no difference.
    ///
    /// `[0]` and `[%]` at the end of a text or byte list are two ways to say the whole of it, and
    /// some files leave them out.
    pub(crate) fn parse(id: &str) -> Self {
        match Self::parse_exact(id) {
            Self::Other => usual_spelling(id).map_or(Self::Other, |id| Self::parse_exact(&id)),
            item => item,
        }
    }

    fn parse_exact(id: &str) -> Self {
        let id = without_list(id);
        // Nearly all items are about an account.
        let account = || {
            let (index, name) = split_index(id.strip_prefix(ACCOUNTS)?)?;
            Some(Self::Account(index, AccountItem::parse(name)?))
        };
        let handset = || {
            let (index, name) = split_index(id.strip_prefix(HANDSETS)?)?;
            (name == "aucHandsetCode").then_some(Self::Handset(index))
        };
        account().or_else(handset).unwrap_or(match id {
            WINDOW_START => Self::WindowStart,
            WINDOW_SECONDS => Self::WindowSeconds,
            _ => Self::Other,
        })
    }
}

/// The spelling that the program knows of an id that differs in letter case or has spaces; nothing
/// where it is another id, or spelled so already.
fn usual_spelling(id: &str) -> Option<String> {
    let id: Cow<'_, str> = if id.contains(char::is_whitespace) {
        id.split_whitespace().collect::<String>().into()
    } else {
        id.into()
    };
    let starts_as = |known: &&str| {
        let start = id.get(..known.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(known))
    };
    let known = [ACCOUNTS, HANDSETS, WINDOW_START, WINDOW_SECONDS];
    let start = known.into_iter().find(starts_as)?;
    let rest = &id[start.len()..];
    let (index, name) = rest.split_once("].").unwrap_or(("", rest));
    let (name, list) = name.split_at(name.find('[').unwrap_or(name.len()));
    let name = AccountItem::NAMES
        .iter()
        .map(|(known, ..)| *known)
        .chain(["aucHandsetCode"])
        .find(|known| known.eq_ignore_ascii_case(name))
        .unwrap_or(name);
    let dot = if rest.contains("].") { "]." } else { "" };
    Some(format!("{start}{index}{dot}{name}{list}"))
}

/// An id that belongs to positions, taken apart: `array[` + index + `after`.
pub(crate) struct PositionId {
    pub array: &'static str,
    /// `None` where the item is about all positions.
    pub position: Option<Position>,
    pub after: String,
}

impl PositionId {
    /// Takes an id apart.
    pub(crate) fn parse(id: &str) -> Option<Self> {
        let id = usual_spelling(id)?;
        let array = [ACCOUNTS, HANDSETS]
            .into_iter()
            .find(|array| id.starts_with(array))?;
        let rest = &id[array.len()..];
        let position = match split_index(rest)?.0 {
            Index::At(position) => Some(position),
            Index::All => None,
            Index::Unknown => return None,
        };
        Some(Self {
            array,
            position,
            after: rest[rest.find(']')?..].to_owned(),
        })
    }
}

/// Whether an id is that of an item of a position, be it one that the base does not have.
pub(crate) fn is_of_position(id: &str) -> bool {
    let id: String = id.split_whitespace().collect();
    [ACCOUNTS, HANDSETS].into_iter().any(|array| {
        let start = id.get(..array.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(array))
    })
}

/// How the ids of the SIP provider's items begin whose settings have names.
const PROVIDER: &str = "BS_VOIP_Data.astVoipProviders[0].";

/// The settings of the built-in template, by the items that they become.
const SETTINGS: [(&str, &str); 8] = [
    ("aucSIP_PROVIDER_NAME", "provider_name"),
    ("aucSIP_DOMAIN", "sip_domain"),
    ("aucSIP_SERVER", "sip_server"),
    ("uiSIP_SERVER_PORT", "sip_server_port"),
    ("aucSIP_REGISTRAR", "sip_registrar"),
    ("uiSIP_REGISTRAR_PORT", "sip_registrar_port"),
    ("aucOUTBOUND_PROXY", "outbound_proxy"),
    ("uiOUTBOUND_PROXY_PORT", "outbound_proxy_port"),
];

/// The setting of the built-in template that becomes this item.
pub(crate) fn setting_of(id: &str) -> Option<&'static str> {
    if id == PROFILE_NAME {
        return Some("profile_name");
    }
    let item = without_list(id.strip_prefix(PROVIDER)?);
    let found = SETTINGS.iter().find(|(known, _)| *known == item);
    found.map(|(_, setting)| *setting)
}

/// An id without the `[0]` or `[%]` at its end that means the whole of a text or byte list.
fn without_list(id: &str) -> &str {
    let stripped = id.strip_suffix("[0]").or_else(|| id.strip_suffix("[%]"));
    stripped.unwrap_or(id)
}

/// How the ids of texts and byte lists begin that a run may set. A `[%]` at their end means the whole of
/// them, as a `[0]` does.
const SETTABLE: [&str; 2] = [
    "BS_VOIP_Data.astVoipProviders[0].auc",
    "BS_CUSTOM.aucKdsPin",
];

/// The same for two spellings of an id: without case and spaces, and without a `[0]` at the end.
pub(super) fn key(id: &str) -> impl Iterator<Item = u8> {
    let id = id.trim_end();
    let is_settable = || {
        let starts_as = |known: &str| {
            let start = id.get(..known.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(known))
        };
        SETTABLE.into_iter().any(starts_as)
    };
    let id = id
        .strip_suffix("[0]")
        .or_else(|| id.strip_suffix("[%]").filter(|_| is_settable()))
        .unwrap_or(id);
    let bytes = id.bytes().filter(|byte| !byte.is_ascii_whitespace());
    bytes.map(|byte| byte.to_ascii_lowercase())
}

impl AccountItem {
    /// Name, what ends the name of a text, and meaning, in the order in which a base has them.
    pub(crate) const NAMES: [(&'static str, &'static str, Self); 9] = [
        ("ucB_SIP_ACCOUNT_IS_ACTIVE_1", "", Self::Active),
        ("aucS_SIP_LOGIN_ID", "[0]", Self::Text(TextItem::Login)),
        ("aucS_SIP_PASSWORD", "[0]", Self::Text(TextItem::Password)),
        ("aucS_SIP_USER_ID", "[0]", Self::Text(TextItem::UserId)),
        (
            "aucS_SIP_DISPLAYNAME",
            "[0]",
            Self::Text(TextItem::DisplayName),
        ),
        ("ucVoipProviderIndex", "", Self::Provider),
        (
            "aucS_VOIP_NET_AM_NUMBER_1",
            "",
            Self::Text(TextItem::Voicemail),
        ),
        ("ucB_VOIP_NET_AM_ENABLED_1", "", Self::VoicemailEnabled),
        (
            "aucS_SIP_ACCOUNT_NAME_1",
            "[0]",
            Self::Text(TextItem::AccountName),
        ),
    ];

    fn parse(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, ..)| *known == name);
        found.map(|(.., item)| *item)
    }
}

/// Splits `12].name` into the index and the name.
pub(super) fn split_index(rest: &str) -> Option<(Index, &str)> {
    let end = rest.bytes().position(|byte| byte == b']')?;
    let name = rest[end + 1..].strip_prefix('.')?;
    let index = &rest[..end];
    // Nearly all are just this.
    let number = index.parse().ok().or_else(|| {
        let index = index.trim();
        let hex = index
            .strip_prefix("0x")
            .or_else(|| index.strip_prefix("0X"));
        match hex {
            Some(hex) => usize::from_str_radix(hex, 16).ok(),
            None => index.parse().ok(),
        }
    });
    let number = number.filter(|index| *index < POSITIONS);
    let index = match number.and_then(Position::from_index) {
        Some(position) => Index::At(position),
        None if index.trim() == "%" => Index::All,
        None => Index::Unknown,
    };
    Some((index, name))
}

/// A text value carries its own double quotes inside the attribute.
pub(crate) fn unquote(value: &str) -> &str {
    // Nearly none has spaces around it.
    [value, value.trim()]
        .into_iter()
        .find_map(|text| text.strip_prefix('"')?.strip_suffix('"'))
        .unwrap_or(value)
}

/// A number as the device writes it, or in hexadecimal after `0x`.
pub(crate) fn parse_number(value: &str) -> Result<u64, String> {
    let digits = unquote(value).trim();
    match digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"))
    {
        Some(hex) => u64::from_str_radix(hex, 16),
        None => digits.parse(),
    }
    .map_err(|_| "its value is not a number".into())
}

pub(super) fn parse_flag(value: &str) -> Result<bool, String> {
    match value {
        "0" => return Ok(false),
        "1" => return Ok(true),
        _ => {}
    }
    match parse_number(value)? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err("its value is neither 0 nor 1".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_taken_apart() {
        let at = |index| Index::At(Position::from_index(index).unwrap());
        for (id, item) in [
            (
                "BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_USER_ID[0]",
                Item::Account(at(0), AccountItem::Text(TextItem::UserId)),
            ),
            (
                "BS_VOIP_Data.astVoipAccounts[%].ucVoipProviderIndex",
                Item::Account(Index::All, AccountItem::Provider),
            ),
            (
                "BS_Accounts.astAccounts[99].aucHandsetCode[0]",
                Item::Handset(at(99)),
            ),
            (
                "BS_Accounts.astAccounts[100].aucHandsetCode[0]",
                Item::Handset(Index::Unknown),
            ),
            (
                "BS_Accounts.astAccounts[].aucHandsetCode[0]",
                Item::Handset(Index::Unknown),
            ),
            (
                "BS_Accounts.astAccounts[0x0A].aucHandsetCode[0]",
                Item::Handset(at(10)),
            ),
            (
                " bs_accounts.astAccounts[ 0x06 ] .AUCHANDSETCODE[0]",
                Item::Handset(at(6)),
            ),
            (
                "bs_voip_data.astvoipaccounts[%].ucvoipproviderindex",
                Item::Account(Index::All, AccountItem::Provider),
            ),
            (
                "BS_VOIP_DATA.astVoipAccounts[7].aucS_SIP_USER_ID",
                Item::Account(at(7), AccountItem::Text(TextItem::UserId)),
            ),
            ("BS_VOIP_DATA.astVoipAccounts[7].ucOther", Item::Other),
            (
                "bs_ae_subscriber.ULIPUIREGISTRATIONDURATION",
                Item::WindowSeconds,
            ),
            ("BS_Accounts.astAccounts[7", Item::Other),
            ("BS_CUSTOM.aucKdsPin[0]", Item::Other),
            (
                "BS_AE_Subscriber.ulIPUIRegistrationDuration",
                Item::WindowSeconds,
            ),
        ] {
            assert_eq!(Item::parse(id), item, "{id}");
        }
    }

    #[test]
    fn an_item_of_a_position_knows_it() {
        for (id, index) in [
            ("BS_Accounts.astAccounts[3].uiSendMask", Some(3)),
            ("bs_accounts.astaccounts[0x3].uiSendMask", Some(3)),
            ("BS_VOIP_Data.astVoipAccounts[99].ucCodec[0]", Some(99)),
            ("BS_VOIP_Data.astVoipAccounts[100].ucCodec[0]", None),
            ("BS_VOIP_Data.astVoipAccounts[%].ucCodec[0]", None),
            ("BS_VOIP_Data.astVoipProviders[3].ucCodec[0]", None),
        ] {
            let position = PositionId::parse(id).and_then(|id| id.position);
            assert_eq!(position, index.and_then(Position::from_index), "{id}");
        }
    }
}
