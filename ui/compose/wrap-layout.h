/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ANSER_TYPE_WRAP_LAYOUT (anser_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (AnserWrapLayout, anser_wrap_layout, ANSER, WRAP_LAYOUT, GtkLayoutManager)

/**
 * AnserWrapLayout:
 *
 * Children side by side, each as wide as it likes, on as many lines as that takes. (A GtkFlowBox
 * makes columns, as wide as the widest.)
 */

/* @spacing: pixels between children and between lines. (transfer full) */
GtkLayoutManager *anser_wrap_layout_new (int spacing);

G_END_DECLS
