/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "reply-meanings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What happened, and what to do about it, in the order in which a session can run into it. */
static const AnserReplyMeaning meanings[] = {
  /* The connection */
  { "encryption-wanted", ANSER_ADVICE_ACCOUNT,
    N_("The server wants an encrypted connection."),
    N_("Choose TLS as the security of this server in the account’s settings.") },
  { "encryption-later", ANSER_ADVICE_RETRY,
    N_("The server cannot encrypt the connection at the moment."),
    N_("Try again in a few minutes.") },
  { "address-blocked", ANSER_ADVICE_NONE,
    N_("The server refuses your internet address, because it stands on a block list."),
    N_("Use another network, or send through the sending server of your mail provider. Your "
       "internet provider can have the address taken off the list.") },
  { "too-many-connections", ANSER_ADVICE_RETRY,
    N_("There are too many connections to this server at the same time."),
    N_("Close other mail programs that use the account, then try again in a few minutes.") },
  { "server-temporary", ANSER_ADVICE_RETRY,
    N_("The server has a passing problem."),
    N_("Try again in a few minutes.") },
  { "server-permanent", ANSER_ADVICE_NONE,
    N_("The server has a problem with this mailbox that does not pass by itself."),
    N_("Sign in on the provider’s web page to see whether the mailbox works there, or ask the "
       "provider.") },
  { "server-full", ANSER_ADVICE_RETRY,
    N_("The server has no room for messages at the moment."),
    N_("Try again in an hour. If it stays so, ask the provider.") },
  { "command-unknown", ANSER_ADVICE_ACCOUNT,
    N_("The server does not understand what it was asked."),
    N_("Check the server’s name and port in the account’s settings.") },

  /* Logging in */
  { "password-wrong", ANSER_ADVICE_PASSWORD,
    N_("The server did not accept the user name or the password."),
    N_("Check both, then try again.") },
  { "app-password", ANSER_ADVICE_PASSWORD,
    N_("The provider wants an app password here, not the usual password of your account."),
    N_("Create an app password on the provider’s web page and enter it in place of the "
       "password.") },
  { "authorization-code", ANSER_ADVICE_PASSWORD,
    N_("The provider wants an authorisation code here, not the password of the web mail."),
    N_("Switch on POP3/SMTP in the settings of the web mail, create an authorisation code there, "
       "and enter it in place of the password.") },
  { "authorization-code-or-busy", ANSER_ADVICE_PASSWORD,
    N_("The provider did not let Anser in: the authorisation code is wrong, POP3/SMTP is switched "
       "off, or there were too many logins."),
    N_("Try again in a few minutes. If it still fails, create a new authorisation code in the "
       "settings of the web mail and enter it.") },
  { "password-or-app-password", ANSER_ADVICE_PASSWORD,
    N_("The server did not accept the user name or the password. This provider wants an app "
       "password, not the usual one."),
    N_("Create an app password on the provider’s web page and enter it in place of the "
       "password.") },
  { "password-or-authorization-code", ANSER_ADVICE_PASSWORD,
    N_("The server did not accept the user name or the password. This provider wants an "
       "authorisation code, not the password of the web mail."),
    N_("Switch on POP3/SMTP in the settings of the web mail, create an authorisation code there, "
       "and enter it in place of the password.") },
  { "password-or-disabled", ANSER_ADVICE_PASSWORD,
    N_("The server did not accept the login: the password is wrong, or mail programs may not use "
       "this account yet."),
    N_("Switch on POP3/SMTP in the settings of the web mail, then check the user name and the "
       "password.") },
  { "password-or-oauth", ANSER_ADVICE_ACCOUNT,
    N_("The server did not accept the login. This provider lets mail programs in only with "
       "OAuth 2, and only where POP3 is switched on."),
    N_("Choose OAuth 2 as the way of logging in in the account’s settings, and switch on POP3 in "
       "the settings of the web mail.") },
  { "user-name-form", ANSER_ADVICE_ACCOUNT,
    N_("The server does not know this user name."),
    N_("Write the user name in the account’s settings as the provider wants it; most want the "
       "whole mail address.") },
  { "web-login", ANSER_ADVICE_WEB,
    N_("The provider wants you to sign in with a web browser before a mail program may go on."),
    N_("Sign in on the provider’s web page, confirm that it was you, then try again.") },
  { "account-locked", ANSER_ADVICE_WEB,
    N_("The provider has locked this account."),
    N_("Sign in on the provider’s web page to see why, and unlock it there.") },
  { "access-disabled", ANSER_ADVICE_WEB,
    N_("Mail programs may not use this account: POP3 or SMTP is switched off."),
    N_("Switch on POP3/SMTP in the settings of the web mail, then try again.") },
  { "access-disabled-by-organization", ANSER_ADVICE_WEB,
    N_("Your organisation does not let mail programs send with a password (SMTP AUTH is switched "
       "off)."),
    N_("Ask its administrator to allow authenticated SMTP for your mailbox.") },
  { "password-not-allowed", ANSER_ADVICE_ACCOUNT,
    N_("The provider no longer lets mail programs in with a password."),
    N_("Choose OAuth 2 as the way of logging in in the account’s settings.") },
  { "login-too-often", ANSER_ADVICE_RETRY,
    N_("The provider counts too many logins in a short time."),
    N_("Wait a quarter of an hour. If it happens often, have the account checked less often.") },
  { "login-later", ANSER_ADVICE_RETRY,
    N_("The server cannot check user names and passwords at the moment."),
    N_("Try again in a few minutes. The password need not be changed.") },
  { "login-wanted", ANSER_ADVICE_ACCOUNT,
    N_("The server wants to know who you are before it takes messages."),
    N_("Set the user name and the password of the sending server in the account’s settings.") },
  { "way-of-login", ANSER_ADVICE_ACCOUNT,
    N_("The server does not accept this way of logging in."),
    N_("Choose another one in the account’s settings.") },

  /* The mailbox */
  { "mailbox-in-use", ANSER_ADVICE_RETRY,
    N_("The mailbox is open elsewhere."),
    N_("Close the other mail program, or try again in a few minutes.") },
  { "message-gone", ANSER_ADVICE_RETRY,
    N_("This message is no longer on the server."),
    N_("Check mail again to see what is there.") },

  /* The sender */
  { "sender-not-yours", ANSER_ADVICE_ACCOUNT,
    N_("The account may not send with this sender’s address."),
    N_("Send from the address that belongs to the account, or have the other one allowed by the "
       "provider.") },
  { "sender-unknown", ANSER_ADVICE_ACCOUNT,
    N_("The server does not accept the sender’s address, or cannot find its domain."),
    N_("Check the address in the account’s settings.") },
  { "relay-denied", ANSER_ADVICE_ACCOUNT,
    N_("The server does not pass messages on for you."),
    N_("Check the user name and the password of the sending server in the account’s settings, and "
       "that the sender’s address belongs to the account.") },
  { "sending-stopped", ANSER_ADVICE_WEB,
    N_("The provider has stopped sending for this account, because it suspects misuse."),
    N_("Sign in on the provider’s web page and confirm the account there.") },
  { "sending-limit", ANSER_ADVICE_RETRY,
    N_("You have sent as many messages as the provider allows for now."),
    N_("Wait until tomorrow, or send to fewer people.") },
  { "sending-too-fast", ANSER_ADVICE_RETRY,
    N_("Too many messages were sent in a short time."),
    N_("Wait a quarter of an hour, then send again.") },

  /* The recipients */
  { "recipient-unknown", ANSER_ADVICE_MESSAGE,
    N_("There is no mailbox with this address."),
    N_("Check how the address is written.") },
  { "recipient-domain", ANSER_ADVICE_MESSAGE,
    N_("The part of the address after the @ does not exist or receives no mail."),
    N_("Check how the address is written.") },
  { "recipient-form", ANSER_ADVICE_MESSAGE,
    N_("The address is not written as an address should be."),
    N_("Correct the address.") },
  { "recipient-closed", ANSER_ADVICE_MESSAGE,
    N_("This mailbox has been closed or receives no messages."),
    N_("Ask the recipient for another address.") },
  { "recipient-moved", ANSER_ADVICE_MESSAGE,
    N_("The recipient has another address now."),
    N_("Send to the new address; the server’s words may name it.") },
  { "recipient-full", ANSER_ADVICE_NONE,
    N_("The recipient’s mailbox is full."),
    N_("Try again in a few days, or tell the recipient in another way.") },
  { "recipient-busy", ANSER_ADVICE_RETRY,
    N_("The recipient is getting too many messages just now."),
    N_("Send again later.") },
  { "recipient-refuses", ANSER_ADVICE_NONE,
    N_("The recipient does not accept messages from you."),
    N_("Tell the recipient in another way; the block can only be lifted there.") },
  { "recipients-too-many", ANSER_ADVICE_MESSAGE,
    N_("The message has more recipients than the server takes at once."),
    N_("Send it to fewer people at a time.") },
  { "greylisted", ANSER_ADVICE_RETRY,
    N_("The recipient’s server lets new senders wait for a while."),
    N_("Send again in a quarter of an hour; it is normal that the first try is put off.") },
  { "route-later", ANSER_ADVICE_RETRY,
    N_("The recipient’s server cannot be reached at the moment."),
    N_("Send again later.") },
  { "route-loop", ANSER_ADVICE_NONE,
    N_("The message goes round in circles between servers."),
    N_("Tell the recipient in another way that forwarding there is set up wrongly.") },

  /* The message */
  { "message-too-large", ANSER_ADVICE_MESSAGE,
    N_("The message is larger than the server takes."),
    N_("Send less or smaller attachments.") },
  { "attachment-dangerous", ANSER_ADVICE_MESSAGE,
    N_("The provider takes an attachment for dangerous and blocked the message."),
    N_("Leave out programs, scripts, and archives that hold such, or share them in another way.") },
  { "virus", ANSER_ADVICE_MESSAGE,
    N_("The server found a virus in the message."),
    N_("Have the attachments checked before you send them to anybody.") },
  { "spam", ANSER_ADVICE_MESSAGE,
    N_("The server takes the message for spam."),
    N_("Write a clear subject and some text, use fewer links, and send again later. If it stays "
       "so, ask the provider.") },
  { "origin-unproven", ANSER_ADVICE_ACCOUNT,
    N_("The recipient’s server cannot tell whether the message really comes from the sender’s "
       "domain (SPF, DKIM or DMARC)."),
    N_("Send through the sending server that belongs to the sender’s address.") },
  { "form-refused", ANSER_ADVICE_MESSAGE,
    N_("The server does not accept the form of the message."),
    N_("Check the sender, the recipients and the subject, then send again.") },
  { "letters-refused", ANSER_ADVICE_MESSAGE,
    N_("An address has letters in it that the server cannot take."),
    N_("Use an address with plain Latin letters, or another sending server.") },
  { "policy", ANSER_ADVICE_NONE,
    N_("The server’s rules do not allow this message."),
    N_("The server’s words may say which rule it is. Ask the provider if they do not.") },
};

const AnserReplyMeaning *
anser_reply_meaning_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (strcmp (meanings[i].id, id) == 0)
      return &meanings[i];

  return NULL;
}

const AnserReplyMeaning *
anser_reply_meanings (gsize *n_meanings)
{
  g_return_val_if_fail (n_meanings != NULL, NULL);

  *n_meanings = G_N_ELEMENTS (meanings);

  return meanings;
}
