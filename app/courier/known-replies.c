/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "known-replies.h"

#include <string.h>

/*
 * What servers really say, as users reported it and as providers document it; and behind that what
 * the RFCs give a code to. A provider's own words come before its domain, and both before the
 * codes: the first row that fits is taken. Each row has its example in tests/data/replies.
 *
 * The addresses are ours: a link in a server's words may lead anywhere.
 */

#define GOOGLE "gmail.com;googlemail.com;google.com"
#define MICROSOFT "outlook.com;office365.com;hotmail.com;live.com"
#define TENCENT "qq.com;foxmail.com"
#define NETEASE "163.com;126.com;yeah.net;188.com;netease.com"
#define ALIBABA "aliyun.com;mxhichina.com"
#define SINA "sina.com;sina.cn;sina.com.cn"
#define YAHOO "yahoo.com;aol.com;yahoodns.net"
#define APPLE "mail.me.com;icloud.com"
#define UNITED "gmx.net;gmx.com;gmx.de;gmx.at;gmx.ch;web.de;mail.com"
#define YANDEX "yandex.ru;yandex.com;yandex.net"

#define GOOGLE_APP "https://support.google.com/accounts/answer/185833"
#define GOOGLE_POP "https://support.google.com/mail/answer/7104828"
#define GOOGLE_SIGN_IN "https://myaccount.google.com/security"
#define GOOGLE_LIMIT "https://support.google.com/mail/answer/22839"
#define GOOGLE_BLOCKED "https://support.google.com/mail/answer/6590"
#define GOOGLE_SENDERS "https://support.google.com/mail/answer/81126"
#define MICROSOFT_SMTP "https://aka.ms/smtp_auth_disabled"
#define MICROSOFT_SIGN_IN "https://account.microsoft.com/security"
#define TENCENT_CODE \
  "https://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256"
#define TENCENT_HELP "https://service.mail.qq.com/"
#define NETEASE_HELP "https://help.mail.163.com/"
#define NETEASE_SPAM "https://mail.163.com/help/help_spam_16.htm"
#define YAHOO_APP "https://help.yahoo.com/kb/SLN15241.html"
#define YAHOO_CODES "https://senders.yahooinc.com/smtp-error-codes/"
#define APPLE_APP "https://support.apple.com/HT204397"
#define UNITED_POP "https://hilfe.gmx.net/pop-imap/"
#define ZOHO_HELP "https://www.zoho.com/mail/help/"
#define YANDEX_POP "https://yandex.com/support/mail/mail-clients.html"
#define MAILRU_APP "https://help.mail.ru/mail/security/protection/external"

static const AnserKnownReply replies[] = {
  /* Google */
  { NULL, 0, NULL, "application-specific password", "app-password", GOOGLE_APP },
  { NULL, 0, NULL, "log in via your web browser", "web-login", GOOGLE_SIGN_IN },
  { NULL, 0, NULL, "log in with your web browser", "web-login", GOOGLE_SIGN_IN },
  { NULL, 0, NULL, "web login required", "web-login", GOOGLE_SIGN_IN },
  { NULL, 0, NULL, "not enabled for pop", "access-disabled", GOOGLE_POP },
  { NULL, 0, NULL, "too many login attempts", "login-too-often", NULL },
  { GOOGLE, 0, NULL, "username and password not accepted", "password-or-app-password",
    GOOGLE_APP },
  { NULL, 0, NULL, "username and password not accepted", "password-wrong", NULL },
  { NULL, 0, NULL, "unusual rate of unsolicited mail", "sending-too-fast", GOOGLE_SENDERS },
  { NULL, 550, NULL, "daily*sending*exceeded", "sending-limit", GOOGLE_LIMIT },
  { NULL, 552, NULL, "potential security issue", "attachment-dangerous", GOOGLE_BLOCKED },
  { NULL, 552, NULL, "illegal attachment", "attachment-dangerous", GOOGLE_BLOCKED },
  { NULL, 450, NULL, "receiving mail", "recipient-busy", NULL },
  { NULL, 550, NULL, "likely unsolicited mail", "spam", GOOGLE_SENDERS },
  { NULL, 550, NULL, "from: header", "form-refused", NULL },
  { NULL, 553, NULL, "not a valid rfc", "recipient-form", NULL },

  /* Microsoft */
  { NULL, 535, NULL, "smtpclientauthentication is disabled", "access-disabled-by-organization",
    MICROSOFT_SMTP },
  { NULL, 535, NULL, "security defaults", "access-disabled-by-organization", MICROSOFT_SMTP },
  { NULL, 535, NULL, "did not meet the criteria", "access-disabled-by-organization",
    MICROSOFT_SMTP },
  { NULL, 535, NULL, "basic authentication is disabled", "password-not-allowed", NULL },
  { MICROSOFT, 535, NULL, NULL, "password-or-oauth", NULL },
  { MICROSOFT, 0, NULL, "unknown user name or bad password", "password-or-oauth", NULL },
  { NULL, 0, NULL, "unknown user name or bad password", "password-wrong", NULL },
  { NULL, 0, NULL, "exceeded the login limit", "login-too-often", NULL },
  { NULL, 0, NULL, "client was not authenticated", "login-wanted", NULL },
  { NULL, 0, NULL, "permissions to send as", "sender-not-yours", NULL },
  { NULL, 0, NULL, "sendasdenied", "sender-not-yours", NULL },
  { NULL, 0, NULL, "outboundspamexception", "sending-stopped", MICROSOFT_SIGN_IN },
  { NULL, 550, NULL, "bad outbound sender", "sending-stopped", MICROSOFT_SIGN_IN },
  { NULL, 0, NULL, "submission quota exceeded", "sending-limit", NULL },
  { NULL, 0, NULL, "concurrent connections limit", "too-many-connections", NULL },
  { NULL, 0, NULL, "sender thread limit", "too-many-connections", NULL },
  { NULL, 0, NULL, "recipientnotfound", "recipient-unknown", NULL },
  { NULL, 550, "5.4.1", "access denied", "recipient-unknown", NULL },
  { NULL, 0, NULL, "banned sending ip", "address-blocked", NULL },
  { NULL, 0, NULL, "traffic not accepted from this ip", "address-blocked", NULL },
  { NULL, 554, "5.2.121", NULL, "sending-limit", NULL },
  { NULL, 554, "5.2.122", NULL, "recipient-busy", NULL },
  { NULL, 550, "5.7.124", NULL, "recipient-refuses", NULL },
  { NULL, 550, "5.7.133", NULL, "recipient-refuses", NULL },

  /* Tencent: QQ and enterprise mail; also in Chinese, written in GBK */
  { NULL, 0, NULL, "enter your authorization code", "authorization-code", TENCENT_CODE },
  { NULL, 0, NULL, "authorized code", "authorization-code", TENCENT_CODE },
  { NULL, 0, NULL, "授权码", "authorization-code", TENCENT_CODE },
  { NULL, 0, NULL, "account is abnormal", "authorization-code-or-busy", TENCENT_CODE },
  { NULL, 0, NULL, "authentication failed, system busy", "authorization-code-or-busy",
    TENCENT_CODE },
  { NULL, 0, NULL, "频繁", "login-too-often", NULL },
  { NULL, 0, NULL, "没有权限", "access-disabled", NULL },
  { NULL, 0, NULL, "未开启", "access-disabled", NULL },
  { NULL, 0, NULL, "未开通", "access-disabled", NULL },
  { NULL, 0, NULL, "system is busy", "login-later", NULL },
  { NULL, 0, NULL, "系统繁忙", "login-later", NULL },
  { NULL, 0, NULL, "密码错误", "password-wrong", NULL },
  { NULL, 0, NULL, "mail from address must be same", "sender-not-yours", NULL },
  { NULL, 550, NULL, "mailbox not found", "recipient-unknown", NULL },
  { NULL, 550, NULL, "content denied", "spam", TENCENT_HELP },
  { NULL, 550, NULL, "content rejected", "spam", NULL },
  { NULL, 550, NULL, "rejected by recipients", "recipient-refuses", NULL },
  { NULL, 550, NULL, "mailbox unavailable or access denied", "recipient-busy", NULL },
  { NULL, 550, NULL, "frequency limited", "sending-too-fast", TENCENT_HELP },
  { NULL, 550, NULL, "suspected spam", "spam", TENCENT_HELP },
  { TENCENT, 535, NULL, NULL, "password-or-authorization-code", TENCENT_CODE },
  { TENCENT, 0, NULL, "unable to log on", "authorization-code-or-busy", TENCENT_CODE },

  /* NetEase: 163, 126, yeah.net, and others with Coremail */
  { NETEASE, 0, NULL, "unable to log on", "password-or-authorization-code", NETEASE_HELP },
  { NULL, 0, NULL, "user has no permission", "access-disabled", NETEASE_HELP },
  { NULL, 0, NULL, "user suspended", "account-locked", NULL },
  { NULL, 0, NULL, "user is locked", "account-locked", NULL },
  { NULL, 0, NULL, "equal authorized user", "sender-not-yours", NULL },
  { NULL, 553, NULL, "local user only", "sender-not-yours", NULL },
  { NULL, 553, NULL, "authentication is required", "login-wanted", NULL },
  { NULL, 0, NULL, "dt:spm", "spam", NETEASE_SPAM },
  { NULL, 0, NULL, "dt:sum", "sender-not-yours", NETEASE_SPAM },
  { NULL, 0, NULL, "dt:rbl", "address-blocked", NETEASE_SPAM },
  { NULL, 554, NULL, "ip is rejected", "address-blocked", NETEASE_SPAM },
  { NULL, 421, NULL, "hl:rep", "address-blocked", NETEASE_SPAM },
  { NULL, 421, NULL, "hl:mep", "address-blocked", NETEASE_SPAM },
  { NULL, 421, NULL, "hl:icc", "too-many-connections", NETEASE_SPAM },
  { NULL, 421, NULL, "hl:ifc", "sending-too-fast", NETEASE_SPAM },
  { NULL, 0, NULL, "mi:sfq", "sending-too-fast", NETEASE_SPAM },
  { NULL, 0, NULL, "mi:dmc", "sending-too-fast", NETEASE_SPAM },
  { NULL, 0, NULL, "mi:stc", "sending-limit", NETEASE_SPAM },
  { NULL, 0, NULL, "rp:drc", "recipients-too-many", NETEASE_SPAM },
  { NULL, 0, NULL, "rp:trc", "sending-too-fast", NETEASE_SPAM },
  { NULL, 0, NULL, "rp:qrc", "sending-too-fast", NETEASE_SPAM },
  { NULL, 0, NULL, "mi:spf", "origin-unproven", NETEASE_SPAM },
  { NULL, 0, NULL, "too much fail authentication", "login-too-often", NULL },
  { NULL, 0, NULL, "exceeded mailsize limit", "message-too-large", NULL },
  { NULL, 550, NULL, "invalid user", "recipient-unknown", NULL },
  { NETEASE, 535, NULL, NULL, "password-or-authorization-code", NETEASE_HELP },
  { NULL, 0, NULL, "unable to log on", "password-wrong", NULL },

  /* Sina, Aliyun */
  { NULL, 0, NULL, "non-active", "access-disabled", NULL },
  { NULL, 553, NULL, "sender mismatch with login user", "sender-not-yours", NULL },
  { NULL, 0, NULL, "anti-spam engine", "spam", NULL },
  { NULL, 550, NULL, "black ip", "address-blocked", NULL },
  { NULL, 554, NULL, "rbl deny", "address-blocked", NULL },
  { SINA, 535, NULL, NULL, "password-or-authorization-code", NULL },
  { NULL, 0, NULL, "conform with authentication", "sender-not-yours", NULL },
  { ALIBABA, 526, NULL, NULL, "password-or-disabled", NULL },
  { NULL, 526, NULL, "authentication failure", "password-wrong", NULL },

  /* Yahoo, AOL */
  { NULL, 0, NULL, "(#auth0", "password-or-app-password", YAHOO_APP },
  { NULL, 0, NULL, "(#mbr1212", "password-or-app-password", YAHOO_APP },
  { YAHOO, 0, "AUTH", NULL, "password-or-app-password", YAHOO_APP },
  { YAHOO, 535, NULL, NULL, "password-or-app-password", YAHOO_APP },
  { NULL, 0, NULL, "from address not verified", "sender-not-yours", NULL },
  { NULL, 553, NULL, "[bl2", "address-blocked", YAHOO_CODES },
  { NULL, 554, NULL, "message not allowed", "spam", YAHOO_CODES },
  { NULL, 554, NULL, "policy reasons", "spam", YAHOO_CODES },
  { NULL, 421, NULL, "[tss", "sending-too-fast", YAHOO_CODES },
  { NULL, 554, NULL, "error sending message for delivery", "server-temporary", NULL },

  /* iCloud */
  { APPLE, 535, NULL, NULL, "password-or-app-password", APPLE_APP },
  { APPLE, 0, "AUTH", NULL, "password-or-app-password", APPLE_APP },
  { NULL, 550, NULL, "not one of your addresses", "sender-not-yours", NULL },
  { NULL, 0, NULL, "excessive volume", "sending-too-fast", NULL },
  { NULL, 0, NULL, "due to local policy", "spam", NULL },

  /* GMX, web.de, Zoho, Yandex, mail.ru */
  { UNITED, 535, NULL, NULL, "password-or-disabled", UNITED_POP },
  { UNITED, 0, NULL, "authentication failed", "password-or-disabled", UNITED_POP },
  { NULL, 0, NULL, "sender address is not allowed", "sender-not-yours", NULL },
  { NULL, 554, NULL, "reject due to policy restrictions", "policy", NULL },
  { NULL, 553, NULL, "relaying disallowed as", "sender-not-yours", NULL },
  { NULL, 0, NULL, "unusual sending activity", "sending-stopped", ZOHO_HELP },
  { "zoho.com;zoho.eu;zoho.in;zoho.com.cn;zohomail.com", 535, NULL, NULL, "password-or-disabled",
    ZOHO_HELP },
  { NULL, 0, NULL, "does not have access rights to this service", "access-disabled", YANDEX_POP },
  { NULL, 535, NULL, "invalid format", "user-name-form", YANDEX_POP },
  { NULL, 535, NULL, "looks like spam", "sending-stopped", NULL },
  { NULL, 0, NULL, "accept eula first", "web-login", NULL },
  { NULL, 0, NULL, "or pop3 disabled", "password-or-disabled", YANDEX_POP },
  { YANDEX, 535, NULL, NULL, "password-or-app-password", YANDEX_POP },
  { NULL, 554, NULL, "suspicion of spam", "spam", NULL },
  { NULL, 0, NULL, "without ssl/tls", "encryption-wanted", NULL },
  { NULL, 0, NULL, "application password is required", "app-password", MAILRU_APP },

  /* Postfix, Exim, Sendmail, Dovecot and those who speak like them */
  { NULL, 0, NULL, "not owned by", "sender-not-yours", NULL },
  { NULL, 0, NULL, "disallowed on non-secure", "encryption-wanted", NULL },
  { NULL, 530, NULL, "starttls", "encryption-wanted", NULL },
  { NULL, 503, NULL, "auth*not advertised", "encryption-wanted", NULL },
  { NULL, 454, NULL, "tls", "encryption-later", NULL },
  { NULL, 0, NULL, "temporary authentication failure", "login-later", NULL },
  { NULL, 0, NULL, "maximum number of connections", "too-many-connections", NULL },
  { NULL, 421, NULL, "too many*connections", "too-many-connections", NULL },
  { NULL, 0, NULL, "greylist", "greylisted", NULL },
  { NULL, 0, NULL, "graylist", "greylisted", NULL },
  { NULL, 0, NULL, "relay access denied", "relay-denied", NULL },
  { NULL, 0, NULL, "relaying denied", "relay-denied", NULL },
  { NULL, 0, NULL, "relay not permitted", "relay-denied", NULL },
  { NULL, 0, NULL, "unable to relay", "relay-denied", NULL },
  { NULL, 0, NULL, "blocked using", "address-blocked", NULL },
  { NULL, 0, NULL, "spamhaus", "address-blocked", NULL },
  { NULL, 0, NULL, "sender verify failed", "sender-unknown", NULL },
  { NULL, 0, NULL, "sender address rejected", "sender-unknown", NULL },
  { NULL, 0, NULL, "recipient address rejected: domain not found", "recipient-domain", NULL },
  { NULL, 550, NULL, "user unknown", "recipient-unknown", NULL },
  { NULL, 550, NULL, "unrouteable address", "recipient-unknown", NULL },
  { NULL, 550, NULL, "no such user", "recipient-unknown", NULL },
  { NULL, 550, NULL, "does not exist", "recipient-unknown", NULL },
  { NULL, 0, NULL, "bad address syntax", "recipient-form", NULL },
  { NULL, 0, NULL, "dmarc", "origin-unproven", NULL },
  { NULL, 0, NULL, "spf check", "origin-unproven", NULL },
  { NULL, 0, NULL, "virus", "virus", NULL },
  { NULL, 0, NULL, "malware", "virus", NULL },
  { NULL, 0, NULL, "exceeded storage allocation", "recipient-full", NULL },
  { NULL, 0, NULL, "mailbox full", "recipient-full", NULL },
  { NULL, 0, NULL, "over quota", "recipient-full", NULL },
  { NULL, 0, NULL, "too many recipients", "recipients-too-many", NULL },
  { NULL, 552, NULL, "message size exceeds", "message-too-large", NULL },
  { NULL, 0, NULL, "message too large", "message-too-large", NULL },
  { NULL, 0, NULL, "no such message", "message-gone", NULL },
  { NULL, 0, NULL, "there's no message", "message-gone", NULL },
  { NULL, 0, NULL, "administrative prohibition", "policy", NULL },

  /* POP3 response codes: RFC 2449 section 8, RFC 3206, RFC 6856 */
  { NULL, 0, "AUTH", NULL, "password-wrong", NULL },
  { NULL, 0, "IN-USE", NULL, "mailbox-in-use", NULL },
  { NULL, 0, "LOGIN-DELAY", NULL, "login-too-often", NULL },
  { NULL, 0, "SYS/TEMP", NULL, "server-temporary", NULL },
  { NULL, 0, "SYS/PERM", NULL, "server-permanent", NULL },
  { NULL, 0, "UTF8", NULL, "letters-refused", NULL },

  /* Replies to AUTH that mean the same whatever their status: RFC 4954 sections 4 and 6 */
  { NULL, 432, NULL, NULL, "web-login", NULL },
  { NULL, 530, NULL, NULL, "login-wanted", NULL },
  { NULL, 534, NULL, NULL, "way-of-login", NULL },
  { NULL, 535, NULL, NULL, "password-wrong", NULL },
  { NULL, 538, NULL, NULL, "encryption-wanted", NULL },

  /* Enhanced status codes: RFC 3463, RFC 5248, RFC 7372, RFC 7505 */
  { NULL, 0, "x.1.1", NULL, "recipient-unknown", NULL },
  { NULL, 0, "x.1.2", NULL, "recipient-domain", NULL },
  { NULL, 0, "x.1.3", NULL, "recipient-form", NULL },
  { NULL, 0, "x.1.6", NULL, "recipient-moved", NULL },
  { NULL, 0, "x.1.7", NULL, "sender-unknown", NULL },
  { NULL, 0, "x.1.8", NULL, "sender-unknown", NULL },
  { NULL, 0, "x.1.10", NULL, "recipient-domain", NULL },
  { NULL, 0, "x.2.1", NULL, "recipient-closed", NULL },
  { NULL, 0, "x.2.2", NULL, "recipient-full", NULL },
  { NULL, 0, "x.2.3", NULL, "message-too-large", NULL },
  { NULL, 0, "x.3.1", NULL, "server-full", NULL },
  { NULL, 0, "x.3.2", NULL, "server-temporary", NULL },
  { NULL, 0, "x.3.4", NULL, "message-too-large", NULL },
  { NULL, 0, "x.4.1", NULL, "route-later", NULL },
  { NULL, 0, "x.4.2", NULL, "route-later", NULL },
  { NULL, 0, "x.4.3", NULL, "route-later", NULL },
  { NULL, 0, "x.4.4", NULL, "route-later", NULL },
  { NULL, 0, "x.4.5", NULL, "server-temporary", NULL },
  { NULL, 0, "x.4.6", NULL, "route-loop", NULL },
  { NULL, 0, "x.4.7", NULL, "route-later", NULL },
  { NULL, 0, "x.5.1", NULL, "command-unknown", NULL },
  { NULL, 0, "x.5.2", NULL, "command-unknown", NULL },
  { NULL, 0, "x.5.3", NULL, "recipients-too-many", NULL },
  { NULL, 0, "x.5.4", NULL, "command-unknown", NULL },
  { NULL, 0, "x.6.0", NULL, "form-refused", NULL },
  { NULL, 0, "x.6.7", NULL, "letters-refused", NULL },
  { NULL, 0, "5.7.0", NULL, "policy", NULL },
  { NULL, 0, "5.7.1", NULL, "policy", NULL },
  { NULL, 0, "x.7.2", NULL, "recipient-refuses", NULL },
  { NULL, 0, "x.7.4", NULL, "way-of-login", NULL },
  { NULL, 0, "x.7.8", NULL, "password-wrong", NULL },
  { NULL, 0, "x.7.9", NULL, "way-of-login", NULL },
  { NULL, 0, "x.7.10", NULL, "encryption-wanted", NULL },
  { NULL, 0, "x.7.11", NULL, "encryption-wanted", NULL },
  { NULL, 0, "x.7.13", NULL, "account-locked", NULL },
  { NULL, 0, "x.7.20", NULL, "origin-unproven", NULL },
  { NULL, 0, "x.7.23", NULL, "origin-unproven", NULL },
  { NULL, 0, "x.7.25", NULL, "address-blocked", NULL },
  { NULL, 0, "x.7.26", NULL, "origin-unproven", NULL },
  { NULL, 0, "x.7.27", NULL, "sender-unknown", NULL },
  { NULL, 0, "x.7.28", NULL, "sending-too-fast", NULL },

  /* Bare reply codes: RFC 5321 section 4.2.3, RFC 4954 section 4.7, RFC 7504 */
  { NULL, 421, NULL, NULL, "server-temporary", NULL },
  { NULL, 450, NULL, NULL, "server-temporary", NULL },
  { NULL, 451, NULL, NULL, "server-temporary", NULL },
  { NULL, 452, NULL, NULL, "server-full", NULL },
  { NULL, 454, NULL, NULL, "login-later", NULL },
  { NULL, 500, NULL, NULL, "command-unknown", NULL },
  { NULL, 502, NULL, NULL, "command-unknown", NULL },
  { NULL, 504, NULL, NULL, "way-of-login", NULL },
  { NULL, 551, NULL, NULL, "recipient-moved", NULL },
  { NULL, 556, NULL, NULL, "recipient-domain", NULL },
};

/* "pop.qq.com" lies in "qq.com", "notqq.com" does not. */
static gboolean
lies_in_domain (const char *host,
                const char *domain,
                gsize       length)
{
  gsize host_length = strlen (host);

  return host_length >= length &&
         g_ascii_strncasecmp (host + host_length - length, domain, length) == 0 &&
         (host_length == length || host[host_length - length - 1] == '.');
}

static gboolean
lies_in_any (const char *host,
             const char *domains)
{
  for (const char *domain = domains; host != NULL; )
    {
      gsize length = strcspn (domain, ";");

      if (lies_in_domain (host, domain, length))
        return TRUE;
      if (domain[length] == '\0')
        return FALSE;
      domain += length + 1;
    }

  return FALSE;
}

static gboolean
status_fits (const char *status,
             const char *pattern)
{
  if (status == NULL)
    return FALSE;
  if (pattern[0] != 'x')
    return strcmp (status, pattern) == 0;

  return (status[0] == '4' || status[0] == '5') && strcmp (status + 1, pattern + 1) == 0;
}

/* Whether the pieces of @pattern stand in @text one after another. */
static gboolean
text_fits (const char *text,
           const char *pattern)
{
  g_auto (GStrv) pieces = g_strsplit (pattern, "*", -1);

  for (char **piece = pieces; *piece != NULL; piece++)
    {
      text = strstr (text, *piece);
      if (text == NULL)
        return FALSE;
      text += strlen (*piece);
    }

  return TRUE;
}

const AnserKnownReply *
anser_known_reply_find (const char *host,
                        unsigned    code,
                        const char *status,
                        const char *text)
{
  g_autofree char *lower = g_utf8_strdown (text != NULL ? text : "", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      const AnserKnownReply *row = &replies[i];

      if ((row->code == 0 || row->code == code) &&
          (row->host == NULL || lies_in_any (host, row->host)) &&
          (row->status == NULL || status_fits (status, row->status)) &&
          (row->text == NULL || text_fits (lower, row->text)))
        return row;
    }

  return NULL;
}

const AnserKnownReply *
anser_known_replies (gsize *n_replies)
{
  g_return_val_if_fail (n_replies != NULL, NULL);

  *n_replies = G_N_ELEMENTS (replies);

  return replies;
}
