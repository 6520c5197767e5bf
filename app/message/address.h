/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * AnserAddress:
 * @name: (nullable): display name, decoded
 * @address: addr-spec as written (RFC 5322 section 3.4.1)
 *
 * A mailbox: who a letter is from or to.
 */
typedef struct
{
  char *name;
  char *address;
} AnserAddress;

#define ANSER_TYPE_ADDRESS (anser_address_get_type ())

GType         anser_address_get_type  (void) G_GNUC_CONST;
AnserAddress *anser_address_new       (const char          *name,
                                       const char          *address);
AnserAddress *anser_address_copy      (const AnserAddress  *self);
void          anser_address_free      (AnserAddress        *self);

/* "Name <address>" for people, unencoded, quoted where needed; and the name, or else the address. */
char         *anser_address_to_string (const AnserAddress  *self);
const char   *anser_address_get_label (const AnserAddress  *self);

/* Same mailbox: local part exactly, domain without case. */
gboolean      anser_address_equal     (const AnserAddress  *self,
                                       const AnserAddress  *other);

/* What a person typed into To: commas, semicolons or line ends between, groups opened, Chinese
 * punctuation (，；) understood. (transfer full) (element-type AnserAddress). Error:
 * G_IO_ERROR_INVALID_ARGUMENT, a sentence that names the part that is no address. */
GPtrArray    *anser_addresses_parse   (const char          *text,
                                       GError             **error);
char         *anser_addresses_to_string (GPtrArray         *addresses);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserAddress, anser_address_free)

G_END_DECLS
