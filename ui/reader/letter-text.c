/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/letter-text.h"

#include "reader/links.h"
#include "widgets/highlight.h"
#include "widgets/no-hyphens.h"

#include <glib/gi18n.h>
#include <string.h>

#define URI_KEY "anser-uri"

/* A list of ten thousand addresses stays a text that can be read. */
#define MOST_LINKS 2000

#define NO_LINK (-1)

/* Nobody looks for a mark further down than this. */
#define MOST_MARKED 200000

struct _AnserLetterText
{
  GtkTextView parent_instance;

  GtkTextTag *link_tag;    /* how all links look */
  GtkTextTag *quote_tag;
  GtkTextTag *found_tag;
  AnserQuery *query;       /* what is marked with it, or NULL */
  gboolean variants;
  GPtrArray *link_tags;    /* one a link, in order, which holds what it leads to */
  int chosen;              /* the one that Tab came to, or NO_LINK */
  int width;               /* for which the lines are laid out, or are being */
  guint resize_source;
};

typedef struct
{
  AnserLetterText *self;
  const char *text;
  gsize byte;
  gsize offset;
} TextWalk;

G_DEFINE_FINAL_TYPE (AnserLetterText, anser_letter_text, GTK_TYPE_TEXT_VIEW)

/* What the link at @x, @y leads to; NULL where none is. */
static const char *
uri_at (AnserLetterText *self,
        double           x,
        double           y)
{
  g_autoptr(GSList) tags = NULL;
  GtkTextIter iter;
  int buffer_x;
  int buffer_y;

  gtk_text_view_window_to_buffer_coords (GTK_TEXT_VIEW (self), GTK_TEXT_WINDOW_WIDGET, x, y,
                                         &buffer_x, &buffer_y);
  if (!gtk_text_view_get_iter_at_location (GTK_TEXT_VIEW (self), &iter, buffer_x, buffer_y))
    return NULL;

  tags = gtk_text_iter_get_tags (&iter);
  for (GSList *link = tags; link != NULL; link = link->next)
    {
      const char *uri = g_object_get_data (link->data, URI_KEY);

      if (uri != NULL)
        return uri;
    }

  return NULL;
}

static void
on_motion (GtkEventControllerMotion *motion,
           double                    x,
           double                    y,
           AnserLetterText          *self)
{
  const char *uri = uri_at (self, x, y);

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), uri != NULL ? "pointer" : "text");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), uri);
}

static void
open_uri (AnserLetterText *self,
          const char      *uri)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_show_uri_full (GTK_WINDOW (root), uri, GDK_CURRENT_TIME, NULL, NULL, NULL);
}

static void
on_released (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             AnserLetterText *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  const char *uri = uri_at (self, x, y);

  /* Who marks text with the mouse does not want to go anywhere. */
  if (uri == NULL || n_press != 1 || gtk_text_buffer_get_has_selection (buffer))
    return;

  open_uri (self, uri);
}

/* The keyboard: Tab goes from link to link and then on, Enter opens the one it came to. */

static void
find_range (AnserLetterText *self,
            int              number,
            GtkTextIter     *start,
            GtkTextIter     *end)
{
  GtkTextTag *tag = g_ptr_array_index (self->link_tags, number);

  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self)), start);
  if (!gtk_text_iter_starts_tag (start, tag))
    gtk_text_iter_forward_to_tag_toggle (start, tag);
  *end = *start;
  gtk_text_iter_forward_to_tag_toggle (end, tag);
}

/* The text lies whole in a window that scrolls, which knows nothing of what is inside it. */
static void
scroll_to (AnserLetterText   *self,
           const GtkTextIter *iter)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment;
  GdkRectangle place;
  double x, top;
  int widget_x, widget_y;

  if (scroller == NULL)
    return;

  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self), iter, &place);
  gtk_text_view_buffer_to_window_coords (GTK_TEXT_VIEW (self), GTK_TEXT_WINDOW_WIDGET, place.x,
                                         place.y, &widget_x, &widget_y);
  if (!gtk_widget_translate_coordinates (GTK_WIDGET (self), scroller, widget_x, widget_y, &x, &top))
    return;

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  top += gtk_adjustment_get_value (adjustment);
  gtk_adjustment_clamp_page (adjustment, top - place.height, top + 2 * place.height);
}

static void
choose_link (AnserLetterText *self,
             int              number)
{
  GtkTextIter start, end;

  self->chosen = number;
  find_range (self, number, &start, &end);
  gtk_text_buffer_select_range (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self)), &end, &start);
  scroll_to (self, &start);
}

static gboolean
is_chosen (AnserLetterText *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  GtkTextIter start, end, first, last;

  if (self->chosen == NO_LINK || !gtk_text_buffer_get_selection_bounds (buffer, &first, &last))
    return FALSE;

  find_range (self, self->chosen, &start, &end);

  return gtk_text_iter_equal (&start, &first) && gtk_text_iter_equal (&end, &last);
}

static gboolean
go_to_link (AnserLetterText *self,
            int              step)
{
  int n = (int) self->link_tags->len;
  int next = self->chosen + step;

  if (self->chosen == NO_LINK && step < 0)
    next = n - 1;
  if (next < 0 || next >= n)
    {
      self->chosen = NO_LINK;
      return FALSE;
    }

  choose_link (self, next);

  return TRUE;
}

static gboolean
on_key (GtkEventControllerKey *controller,
        guint                  key,
        guint                  code,
        GdkModifierType        state,
        AnserLetterText       *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;

  switch (key)
    {
    case GDK_KEY_Tab:
    case GDK_KEY_KP_Tab:
      return go_to_link (self, 1);

    case GDK_KEY_ISO_Left_Tab:
      return go_to_link (self, -1);

    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      if (!is_chosen (self))
        return FALSE;
      open_uri (self, g_object_get_data (g_ptr_array_index (self->link_tags, self->chosen),
                                         URI_KEY));
      return TRUE;

    default:
      return FALSE;
    }
}

/* Counts characters along with bytes, so that a text with many links is walked through once. */
static gsize
offset_at (TextWalk *walk,
           gsize     byte)
{
  walk->offset += g_utf8_strlen (walk->text + walk->byte, byte - walk->byte);
  walk->byte = byte;

  return walk->offset;
}

static void
add_link (gsize       start,
          gsize       end,
          const char *uri,
          gpointer    user_data)
{
  TextWalk *walk = user_data;
  AnserLetterText *self = walk->self;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  GtkTextTag *tag;
  GtkTextIter first;
  GtkTextIter last;

  if (self->link_tags->len >= MOST_LINKS)
    return;

  tag = gtk_text_buffer_create_tag (buffer, NULL, NULL);
  g_object_set_data_full (G_OBJECT (tag), URI_KEY, g_strdup (uri), g_free);
  g_ptr_array_add (self->link_tags, g_object_ref (tag));

  gtk_text_buffer_get_iter_at_offset (buffer, &first, offset_at (walk, start));
  gtk_text_buffer_get_iter_at_offset (buffer, &last, offset_at (walk, end));
  gtk_text_buffer_apply_tag (buffer, tag, &first, &last);
  gtk_text_buffer_apply_tag (buffer, self->link_tag, &first, &last);
}

static void
mark_quotes (AnserLetterText *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  GtkTextIter line;

  gtk_text_buffer_get_start_iter (buffer, &line);
  do
    {
      GtkTextIter end = line;

      if (gtk_text_iter_get_char (&line) != '>')
        continue;

      gtk_text_iter_forward_to_line_end (&end);
      gtk_text_buffer_apply_tag (buffer, self->quote_tag, &line, &end);
    }
  while (gtk_text_iter_forward_line (&line));
}

static void
clear_links (AnserLetterText *self)
{
  GtkTextTagTable *table =
    gtk_text_buffer_get_tag_table (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self)));

  for (guint i = 0; i < self->link_tags->len; i++)
    gtk_text_tag_table_remove (table, g_ptr_array_index (self->link_tags, i));
  g_ptr_array_set_size (self->link_tags, 0);
  self->chosen = NO_LINK;
}

/* Tags know no style sheet: their colours follow it here. */
static void
update_colours (AnserLetterText *self)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA colour;

  if (gtk_style_context_lookup_color (context, "accent_color", &colour))
    g_object_set (self->link_tag, "foreground-rgba", &colour, NULL);

  gtk_style_context_get_color (context, &colour);
  colour.alpha *= 0.6;
  g_object_set (self->quote_tag, "foreground-rgba", &colour, NULL);
}

static void
anser_letter_text_css_changed (GtkWidget         *widget,
                               GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (anser_letter_text_parent_class)->css_changed (widget, change);

  update_colours (ANSER_LETTER_TEXT (widget));
}

static void
anser_letter_text_finalize (GObject *object)
{
  AnserLetterText *self = ANSER_LETTER_TEXT (object);

  g_clear_pointer (&self->link_tags, g_ptr_array_unref);
  g_clear_pointer (&self->query, anser_query_unref);

  G_OBJECT_CLASS (anser_letter_text_parent_class)->finalize (object);
}

static gboolean
on_laid_out (gpointer user_data)
{
  AnserLetterText *self = user_data;

  self->resize_source = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));

  return G_SOURCE_REMOVE;
}

/* A text view says how tall it is for the width that it had. When it has laid out its lines for
 * another, which it does when nothing else is to be done, it is asked again. */
static void
anser_letter_text_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  AnserLetterText *self = ANSER_LETTER_TEXT (widget);

  GTK_WIDGET_CLASS (anser_letter_text_parent_class)->size_allocate (widget, width, height,
                                                                    baseline);
  if (width == self->width)
    return;

  self->width = width;
  if (self->resize_source == 0)
    self->resize_source = g_idle_add (on_laid_out, self);
}

static void
anser_letter_text_dispose (GObject *object)
{
  g_clear_handle_id (&ANSER_LETTER_TEXT (object)->resize_source, g_source_remove);

  G_OBJECT_CLASS (anser_letter_text_parent_class)->dispose (object);
}

static void
anser_letter_text_class_init (AnserLetterTextClass *klass)
{
  GTK_WIDGET_CLASS (klass)->size_allocate = anser_letter_text_size_allocate;
  G_OBJECT_CLASS (klass)->dispose = anser_letter_text_dispose;
  G_OBJECT_CLASS (klass)->finalize = anser_letter_text_finalize;
  GTK_WIDGET_CLASS (klass)->css_changed = anser_letter_text_css_changed;
}

static void
anser_letter_text_init (AnserLetterText *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->chosen = NO_LINK;
  self->link_tags = g_ptr_array_new_with_free_func (g_object_unref);
  self->quote_tag = gtk_text_buffer_create_tag (buffer, "quote", NULL);
  self->found_tag = gtk_text_buffer_create_tag (buffer, "found", NULL);
  self->link_tag = gtk_text_buffer_create_tag (buffer, "link",
                                               "underline", PANGO_UNDERLINE_SINGLE, NULL);

  anser_no_hyphens (buffer);
  gtk_text_view_set_editable (view, FALSE);
  gtk_text_view_set_cursor_visible (view, FALSE);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_pixels_below_lines (view, 2);
  gtk_text_view_set_pixels_inside_wrap (view, 2);
  gtk_widget_add_css_class (GTK_WIDGET (self), "letter-text");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Text of the message"), -1);

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* From character @offset on, which is byte @byte; both move on to @wanted. */
static void
walk_to (const char *text,
         gsize      *byte,
         glong      *offset,
         gsize       wanted)
{
  *offset += g_utf8_strlen (text + *byte, wanted - *byte);
  *byte = wanted;
}

static void
mark_found (AnserLetterText *self,
            const char      *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  gsize length = MIN (strlen (text), MOST_MARKED);
  g_autofree char *part = NULL;
  g_autoptr(GArray) hits = NULL;
  GtkTextIter start, end;
  GdkRGBA color;
  gsize byte = 0;
  glong offset = 0;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, self->found_tag, &start, &end);
  if (self->query == NULL)
    return;

  anser_highlight_get_color (GTK_WIDGET (self), &color);
  g_object_set (self->found_tag, "background-rgba", &color, NULL);
  while (length > 0 && (text[length] & 0xc0) == 0x80)
    length--;
  part = g_strndup (text, length);
  hits = anser_query_find_hits (self->query, part, ANSER_QUERY_BODY, self->variants);
  for (guint i = 0; i < hits->len; i++)
    {
      AnserQueryHit hit = g_array_index (hits, AnserQueryHit, i);

      walk_to (text, &byte, &offset, hit.start);
      gtk_text_buffer_get_iter_at_offset (buffer, &start, offset);
      walk_to (text, &byte, &offset, hit.end);
      gtk_text_buffer_get_iter_at_offset (buffer, &end, offset);
      gtk_text_buffer_apply_tag (buffer, self->found_tag, &start, &end);
    }
}

void
anser_letter_text_highlight (AnserLetterText  *self,
                             const AnserQuery *query,
                             gboolean          variants)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  g_return_if_fail (ANSER_IS_LETTER_TEXT (self));

  if (self->query == query && self->variants == variants)
    return;
  g_clear_pointer (&self->query, anser_query_unref);
  self->query = query != NULL ? anser_query_ref ((AnserQuery *) query) : NULL;
  self->variants = variants;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  mark_found (self, text);
}

/* A letter ends with its last word, not with the empty line that programs leave behind it. */
static int
length_without_end (const char *text)
{
  gsize length = strlen (text);

  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;

  return length;
}

void
anser_letter_text_set_text (AnserLetterText *self,
                            const char      *text)
{
  TextWalk walk = { self, text, 0, 0 };

  g_return_if_fail (ANSER_IS_LETTER_TEXT (self));
  g_return_if_fail (text != NULL);

  clear_links (self);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self)), text,
                            length_without_end (text));
  anser_links_find (text, add_link, &walk);
  mark_quotes (self);
  mark_found (self, text);
}
