/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * AnserCapabilities:
 *
 * What a server says it can do: the lines of CAPA (RFC 2449) or of EHLO's reply (RFC 5321 section
 * 4.1.1.1), by keyword, in any case. Lines with one keyword are merged; `AUTH=` counts as `AUTH`,
 * after the standard form (quirk S3). The number of lines kept is bounded.
 */
typedef struct _AnserCapabilities AnserCapabilities;

#define ANSER_TYPE_CAPABILITIES (anser_capabilities_get_type ())

GType               anser_capabilities_get_type      (void) G_GNUC_CONST;

AnserCapabilities  *anser_capabilities_new           (void);
AnserCapabilities  *anser_capabilities_ref           (AnserCapabilities       *self);
void                anser_capabilities_unref         (AnserCapabilities       *self);

/* FALSE when the list is full; the line is then ignored. */
gboolean            anser_capabilities_add_line      (AnserCapabilities       *self,
                                                      const char              *line);

gboolean            anser_capabilities_has           (const AnserCapabilities *self,
                                                      const char              *keyword);

/* Is @word among the parameters of @keyword? */
gboolean            anser_capabilities_has_parameter (const AnserCapabilities *self,
                                                      const char              *keyword,
                                                      const char              *word);

/* The parameters of @keyword, joined by single spaces; NULL if it is not there. */
const char         *anser_capabilities_get           (const AnserCapabilities *self,
                                                      const char              *keyword);

/* Keywords and their parameters, one line each, in the order of the server. */
char              **anser_capabilities_to_strv       (const AnserCapabilities *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserCapabilities, anser_capabilities_unref)

G_END_DECLS
