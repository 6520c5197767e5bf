/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "message/address.h"

G_BEGIN_DECLS

#define ANSER_TYPE_ADDRESS_ROW (anser_address_row_get_type ())
G_DECLARE_FINAL_TYPE (AnserAddressRow, anser_address_row, ANSER, ADDRESS_ROW, GtkWidget)

/**
 * AnserAddressRow:
 *
 * A line of the compose window for addresses: To, Cc or Bcc. What is no address is marked when the
 * focus leaves, and explained below it when somebody asks with anser_address_row_parse().
 *
 * Properties: "label"; "text"; "label-group", a GtkSizeGroup that keeps the labels of several rows
 * as wide as the widest. Signal: "changed", when the text did.
 */
GPtrArray  *anser_address_row_parse       (AnserAddressRow *self,
                                           GError         **error);

/* What can be understood of it, for a draft that is not finished: a part that is no address yet is
 * kept as it was written. (transfer full) (element-type AnserAddress) */
GPtrArray  *anser_address_row_parse_loose (AnserAddressRow *self);

const char *anser_address_row_get_text    (AnserAddressRow *self);
void        anser_address_row_set_text    (AnserAddressRow *self,
                                           const char      *text);

/* The sentence below the row; NULL takes it away, and so does the next change. */
void        anser_address_row_set_problem (AnserAddressRow *self,
                                           const char      *problem);

/* The entry inside, for whoever needs its signals. (transfer none) */
GtkWidget  *anser_address_row_get_entry   (AnserAddressRow *self);

G_END_DECLS
