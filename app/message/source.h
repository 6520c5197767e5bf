/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gmime/gmime.h>

G_BEGIN_DECLS

/**
 * AnserSource:
 *
 * The octets of a letter, in an open file or in memory. The file may be renamed or removed
 * meanwhile. Reading may happen in several threads at once.
 */
typedef struct _AnserSource AnserSource;

/* For who uses GMime without a source. */
void          anser_source_ready         (void);

AnserSource  *anser_source_new_for_path  (const char              *path,
                                          GError                 **error);
AnserSource  *anser_source_new_for_bytes (GBytes                  *bytes);
AnserSource  *anser_source_ref           (AnserSource             *self);
void          anser_source_unref         (AnserSource             *self);

/* How many octets were read into @buffer; 0 at the end, and where a disk cannot be read. */
gsize         anser_source_read          (AnserSource             *self,
                                          gint64                   offset,
                                          void                    *buffer,
                                          gsize                    length);

/* What GMime makes of it, never NULL: the outermost part, which also holds the header fields of the
 * letter. GMime's objects are used under the lock. */
GMimeObject  *anser_source_parse         (AnserSource             *self,
                                          GMimeParserWarningFunc   on_warning,
                                          gpointer                 user_data);
void          anser_source_lock          (AnserSource             *self);
void          anser_source_unlock        (AnserSource             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserSource, anser_source_unref)

/* GMime 3.2 has none of its own. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeDataWrapper, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeStream, g_object_unref)

G_END_DECLS
