/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message/draft.h"
#include "message/letter.h"

G_BEGIN_DECLS

/* A letter of tests/data/message. */
AnserLetter *test_open_letter  (const char   *name);
AnserLetter *test_read_text    (const char   *text);
AnserLetter *test_read_bytes   (GBytes       *bytes);

/* One mailbox, owned by the list. */
GPtrArray   *test_addresses    (const char   *text);

/* Builds @draft; fails the test if that fails. */
GBytes      *test_build        (AnserDraft   *draft,
                                gboolean      with_bcc);
AnserLetter *test_round_trip   (AnserDraft   *draft,
                                gboolean      with_bcc);
void         test_assert_bytes (AnserPart    *part,
                                const void   *data,
                                gsize         length);

G_END_DECLS
