/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* SQL: whether letter "other", of "folder", is shown in its conversation when that is looked at from
 * the folder whose id is HERE. The parameters 1 to 4 are the roles INBOX, SENT, ARCHIVE and OTHER.
 *
 * What one sends to oneself comes back: of the two letters with one Message-ID, from one address,
 * that which was received is shown; in Sent, that which was sent. */
#define ANSER_CONVERSATION_SHOWN(HERE) \
  "(" ANSER_CONVERSATION_BELONGS ("folder", HERE) \
  " AND ((folder.role = ?2) = (SELECT role = ?2 FROM folder WHERE id = " HERE ")" \
  " OR NOT EXISTS (SELECT 1 FROM letter AS twin JOIN folder AS home ON home.id = twin.folder" \
  " WHERE twin.conversation = other.conversation AND (home.role = ?2) <> (folder.role = ?2)" \
  " AND twin.message_id = other.message_id AND twin.sender_address = other.sender_address" \
  " AND " ANSER_CONVERSATION_BELONGS ("home", HERE) ")))"

#define ANSER_CONVERSATION_BELONGS(FOLDER, HERE) \
  "(" FOLDER ".id = " HERE " OR " FOLDER ".role IN (?1, ?2, ?3, ?4))"
