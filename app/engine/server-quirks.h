/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnserServerQuirks:
 * @ANSER_QUIRK_NO_CAPA: POP3: CAPA is left without an answer, or ends the connection (P6)
 * @ANSER_QUIRK_NO_PIPELINING: PIPELINING is listed, and mixes up the replies (P27)
 * @ANSER_QUIRK_NO_UTF8: POP3: UTF8 is listed, and then login or RETR fail (P26)
 * @ANSER_QUIRK_NO_INITIAL_RESPONSE: AUTH takes no initial response (P22)
 * @ANSER_QUIRK_TOP_IS_BROKEN: POP3: TOP is unknown, or answered twice (P12)
 * @ANSER_QUIRK_KEEP_UNFINISHED: POP3: a letter whose final dot never comes, but which is as long as
 *   LIST said, is taken as it is (P3). Never learnt: it is the user's word.
 * @ANSER_QUIRK_NO_CHUNKING: SMTP: BDAT is listed, and fails (S21)
 * @ANSER_QUIRK_NO_8BITMIME: SMTP: 8BITMIME is listed, and letters arrive damaged (S22)
 *
 * What is wrong with a server although it says otherwise. A client is given what is known, learns
 * more, and tells both to whoever remembers it for the next session.
 */
typedef enum /*< flags >*/
{
  ANSER_QUIRK_NO_CAPA             = 1 << 0,
  ANSER_QUIRK_NO_PIPELINING       = 1 << 1,
  ANSER_QUIRK_NO_UTF8             = 1 << 2,
  ANSER_QUIRK_NO_INITIAL_RESPONSE = 1 << 3,
  ANSER_QUIRK_TOP_IS_BROKEN       = 1 << 4,
  ANSER_QUIRK_KEEP_UNFINISHED     = 1 << 5,
  ANSER_QUIRK_NO_CHUNKING         = 1 << 6,
  ANSER_QUIRK_NO_8BITMIME         = 1 << 7,
} AnserServerQuirks;

#define ANSER_QUIRKS_NONE ((AnserServerQuirks) 0)

/* (transfer full): their words in a fixed order, such as "no-capa no-pipelining"; "" for none.
 * This is how they are remembered. */
char             *anser_server_quirks_to_string   (AnserServerQuirks  quirks);

/* (nullable): the reverse; words that are not known are passed over. */
AnserServerQuirks anser_server_quirks_from_string (const char        *words);

/* What is known of the server @host without having met it. */
AnserServerQuirks anser_server_quirks_for_host    (const char        *host);

G_END_DECLS
