/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

/* A list view makes 205 rows for the ten that are seen, allocates and draws them all. So a row is
 * one widget, is as high as its fonts say whatever it shows, and sets its text only when it comes
 * into view. */

#include "config.h"

#include "inbox/letter-row-widget.h"

#include "inbox/letter-row-name.h"
#include "store/passage.h"
#include "widgets/date-format.h"
#include "widgets/highlight.h"
#include "widgets/painting.h"
#include "widgets/tag-pills.h"
#include "widgets/text-line.h"

#define NATURAL_WIDTH 320
#define DOT_SIZE 8
#define DOT_START 4
#define TEXT_START 18
#define SPACING 6
#define LINE_SPACING 2
#define ICON_SIZE 12
#define PILL_PADDING 6
#define PILL_ALPHA 0.12
#define MOST_TAGS 2

typedef enum
{
  SENDER,
  COUNT,
  DATE,
  SUBJECT,
  SNIPPET,
  N_TEXTS
} Text;

struct _AnserLetterRowWidget
{
  GtkWidget parent_instance;

  AnserLetterRow *row;
  AnserStore *store;              /* with the rest: NULL if nothing was looked for */
  AnserQuery *query;
  gboolean variants;
  GCancellable *cancellable;      /* of the look for the passage, once it was begun */
  char *passage;                  /* NULL: none yet, or none at all */

  PangoLayout *layouts[N_TEXTS];  /* NULL until they are seen */
  unsigned serial;                /* of the fonts that they were made with */
  gulong waiting;                 /* to come into view */
  AnserTagPills *tags;            /* NULL until there are any */
};

G_DEFINE_FINAL_TYPE (AnserLetterRowWidget, anser_letter_row_widget, GTK_TYPE_WIDGET)

static void
forget_texts (AnserLetterRowWidget *self)
{
  for (unsigned i = 0; i < N_TEXTS; i++)
    g_clear_object (&self->layouts[i]);
}

/* What it shows */

static char *
dup_text (AnserLetterRowWidget *self,
          Text                  text)
{
  AnserLetterRow *row = self->row;

  switch (text)
    {
    case SENDER:
      return anser_letter_row_name_dup_correspondent (row);

    case COUNT:
      return g_strdup_printf ("%u", anser_letter_row_get_count (row));

    case DATE:
      return anser_date_format_short (anser_letter_row_get_date (row), NULL);

    case SUBJECT:
      return g_strdup (anser_letter_row_name_get_subject (row));

    case SNIPPET:
    case N_TEXTS:
    default:
      return anser_highlight_dup_excerpt (self->query, self->variants, ANSER_QUERY_BODY,
                                          self->passage != NULL ? self->passage
                                                                : anser_letter_row_get_snippet (row));
    }
}

/* The passage */

static void
on_passage (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(AnserLetterRowWidget) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *passage = anser_passage_find_finish (result, &error);

  if (error != NULL || passage == NULL)
    return;

  g_free (self->passage);
  self->passage = g_steal_pointer (&passage);
  g_clear_object (&self->layouts[SNIPPET]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->passage, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
look_for_passage (AnserLetterRowWidget *self)
{
  if (self->query == NULL || self->cancellable != NULL)
    return;

  self->cancellable = g_cancellable_new ();
  anser_passage_find_async (self->store, anser_letter_row_get_id (self->row), self->query,
                            self->variants, self->cancellable, on_passage, g_object_ref (self));
}

static void
forget_search (AnserLetterRowWidget *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->passage != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  g_clear_pointer (&self->passage, g_free);
  g_clear_pointer (&self->query, anser_query_unref);
  g_clear_object (&self->store);
}

/* What it looks like */

/* The marks of what is looked for, if it can be in this text. */
static PangoAttrList *
make_attributes (AnserLetterRowWidget *self,
                 Text                  text,
                 const char           *words)
{
  static const AnserQueryColumn columns[N_TEXTS] = {
    [SENDER] = ANSER_QUERY_FROM,
    [SUBJECT] = ANSER_QUERY_SUBJECT,
    [SNIPPET] = ANSER_QUERY_BODY,
  };

  if (self->query == NULL || columns[text] == ANSER_QUERY_ANYWHERE)
    return NULL;
  return anser_highlight_make (GTK_WIDGET (self), self->query, self->variants, columns[text],
                               words);
}

static PangoLayout *
get_layout (AnserLetterRowWidget *self,
            Text                  text)
{
  static const AnserTextLook looks[N_TEXTS] = {
    [SENDER] = ANSER_TEXT_PLAIN,
    [COUNT] = ANSER_TEXT_SMALL | ANSER_TEXT_NUMERIC,
    [DATE] = ANSER_TEXT_SMALL | ANSER_TEXT_NUMERIC,
    [SUBJECT] = ANSER_TEXT_PLAIN,
    [SNIPPET] = ANSER_TEXT_SMALL,
  };
  gboolean unread = !(anser_letter_row_get_flags (self->row) & ANSER_LETTER_SEEN);
  AnserTextLook look = looks[text];
  PangoAttrList *marks;
  g_autofree char *words = NULL;

  if (self->layouts[text] != NULL)
    return self->layouts[text];

  if (unread && (text == SENDER || text == SUBJECT))
    look |= ANSER_TEXT_BOLD;
  words = dup_text (self, text);
  marks = make_attributes (self, text, words);
  if (text == SNIPPET && marks == NULL)
    look_for_passage (self);
  self->layouts[text] = anser_text_line_new (GTK_WIDGET (self), words, look, marks);
  g_clear_pointer (&marks, pango_attr_list_unref);

  return self->layouts[text];
}

static void
show_tags (AnserLetterRowWidget *self)
{
  const char *names = anser_letter_row_get_tags (self->row);

  if (self->tags == NULL && names != NULL && *names != '\0')
    {
      self->tags = g_object_new (ANSER_TYPE_TAG_PILLS, "most", MOST_TAGS, NULL);
      gtk_widget_set_parent (GTK_WIDGET (self->tags), GTK_WIDGET (self));
    }
  if (self->tags != NULL)
    anser_tag_pills_set_names (self->tags, names);
}

static void
show_row (AnserLetterRowWidget *self)
{
  g_autofree char *name = anser_letter_row_name_make (self->row);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  forget_texts (self);
  show_tags (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
clear_row (AnserLetterRowWidget *self)
{
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_func (self->row, show_row, self);
  g_clear_object (&self->row);
  forget_search (self);
  forget_texts (self);
}

/* Coming into view */

static gboolean
is_in_view (AnserLetterRowWidget *self)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  return view == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (self), view, &bounds) ||
         (bounds.origin.y < gtk_widget_get_height (view) &&
          bounds.origin.y + bounds.size.height > 0);
}

static void
stop_waiting (AnserLetterRowWidget *self)
{
  if (self->waiting != 0)
    g_signal_handler_disconnect (gtk_widget_get_frame_clock (GTK_WIDGET (self)), self->waiting);
  self->waiting = 0;
}

static void
on_layout (AnserLetterRowWidget *self)
{
  if (!is_in_view (self))
    return;

  stop_waiting (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Whatever moves rows does so while the clock lays out; this is done after it. */
static void
wait_for_view (AnserLetterRowWidget *self)
{
  if (self->waiting == 0)
    self->waiting = g_signal_connect_swapped (gtk_widget_get_frame_clock (GTK_WIDGET (self)),
                                              "layout", G_CALLBACK (on_layout), self);
}

/* Size */

static int
get_lines_height (const AnserTextHeights *heights)
{
  return 2 * (heights->plain + LINE_SPACING) + heights->small;
}

static void
anser_letter_row_widget_measure (GtkWidget      *widget,
                                 GtkOrientation  orientation,
                                 int             for_size,
                                 int            *minimum,
                                 int            *natural,
                                 int            *minimum_baseline,
                                 int            *natural_baseline)
{
  const AnserTextHeights *heights = anser_text_line_get_heights (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = NATURAL_WIDTH / 2;
      *natural = NATURAL_WIDTH;
    }
  else
    *minimum = *natural = get_lines_height (heights);
}

/* Where the first line begins: the three stand in the middle. */
static int
get_top (GtkWidget *widget)
{
  const AnserTextHeights *heights = anser_text_line_get_heights (widget);

  return MAX (gtk_widget_get_height (widget) - get_lines_height (heights), 0) / 2;
}

static int
get_tags_width (AnserLetterRowWidget *self)
{
  int width = 0;

  if (self->tags != NULL && gtk_widget_get_visible (GTK_WIDGET (self->tags)))
    gtk_widget_measure (GTK_WIDGET (self->tags), GTK_ORIENTATION_HORIZONTAL, -1,
                        NULL, &width, NULL, NULL);

  return width;
}

static void
anser_letter_row_widget_size_allocate (GtkWidget *widget,
                                       int        width,
                                       int        height,
                                       int        baseline)
{
  AnserLetterRowWidget *self = ANSER_LETTER_ROW_WIDGET (widget);
  const AnserTextHeights *heights = anser_text_line_get_heights (widget);
  int tags_width = get_tags_width (self);
  int tags_height;
  int middle = get_top (widget) + get_lines_height (heights) - heights->small / 2;

  if (tags_width == 0)
    return;

  gtk_widget_measure (GTK_WIDGET (self->tags), GTK_ORIENTATION_VERTICAL, -1,
                      NULL, &tags_height, NULL, NULL);
  gtk_widget_size_allocate (GTK_WIDGET (self->tags),
                            &(GtkAllocation) { anser_paint_mirror (widget, width - tags_width,
                                                                   tags_width),
                                               middle - tags_height / 2,
                                               tags_width, tags_height }, -1);
}

/* Drawing */

/* @baseline: of the line, which it shares with greater letters. */
static void
draw_text (AnserLetterRowWidget *self,
           GtkSnapshot          *snapshot,
           Text                  text,
           int                   start,
           int                   end,
           int                   baseline,
           const GdkRGBA        *colour)
{
  if (end > start)
    anser_text_line_draw (get_layout (self, text), GTK_WIDGET (self), snapshot,
                          anser_paint_mirror (GTK_WIDGET (self), start, end - start), end - start,
                          baseline, colour);
}

/* Draws what stands at the end of a line and says where that begins. */
static int
draw_text_at_end (AnserLetterRowWidget *self,
                  GtkSnapshot          *snapshot,
                  Text                  text,
                  int                   end,
                  int                   baseline,
                  const GdkRGBA        *colour)
{
  int start = end - anser_text_line_get_width (get_layout (self, text));

  draw_text (self, snapshot, text, start, end, baseline, colour);
  return start;
}

static int
draw_count (AnserLetterRowWidget *self,
            GtkSnapshot          *snapshot,
            int                   end,
            int                   top)
{
  const AnserTextHeights *heights = anser_text_line_get_heights (GTK_WIDGET (self));
  GdkRGBA colour = anser_paint_get_colour (GTK_WIDGET (self), NULL);
  GdkRGBA pill = colour;
  int width = anser_text_line_get_width (get_layout (self, COUNT));
  int start = end - width - 2 * PILL_PADDING;
  int baseline = top + heights->plain_ascent;

  pill.alpha *= PILL_ALPHA;
  anser_paint_round (GTK_WIDGET (self), snapshot, start, baseline - heights->small_ascent,
                     end - start, heights->small, &pill);
  draw_text (self, snapshot, COUNT, start + PILL_PADDING, end - PILL_PADDING, baseline, &colour);

  return start;
}

/* Draws what the flags say, from the end of the line, and says where the text has to end. */
static int
draw_icons (AnserLetterRowWidget *self,
            GtkSnapshot          *snapshot,
            int                   end,
            int                   top)
{
  static const struct
  {
    AnserLetterFlags flag;
    const char *name;
    const char *colour;
  } icons[] = {
    { ANSER_LETTER_FLAGGED, "starred-symbolic", "warning_color" },
    { ANSER_LETTER_HAS_ATTACHMENTS, "mail-attachment-symbolic", NULL },
    { ANSER_LETTER_PASSED, "mail-forward-symbolic", NULL },
    { ANSER_LETTER_REPLIED, "mail-replied-symbolic", NULL },
  };
  GtkWidget *widget = GTK_WIDGET (self);
  AnserLetterFlags flags = anser_letter_row_get_flags (self->row);
  int middle = top + anser_text_line_get_heights (widget)->plain / 2;

  for (unsigned i = 0; i < G_N_ELEMENTS (icons); i++)
    if (flags & icons[i].flag)
      {
        GdkRGBA colour = icons[i].colour != NULL ? anser_paint_get_colour (widget, icons[i].colour)
                                                 : anser_paint_get_dim_colour (widget);

        anser_paint_icon (widget, snapshot, icons[i].name, end - ICON_SIZE, middle - ICON_SIZE / 2,
                          ICON_SIZE, &colour);
        end -= ICON_SIZE + SPACING;
      }

  return end;
}

static void
draw_dot (AnserLetterRowWidget *self,
          GtkSnapshot          *snapshot,
          int                   top)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int middle = top + anser_text_line_get_heights (widget)->plain / 2;
  GdkRGBA colour = anser_paint_get_colour (widget, "accent_color");

  if (!(anser_letter_row_get_flags (self->row) & ANSER_LETTER_SEEN))
    anser_paint_round (widget, snapshot, DOT_START, middle - DOT_SIZE / 2, DOT_SIZE, DOT_SIZE,
                       &colour);
}

static void
draw_lines (AnserLetterRowWidget *self,
            GtkSnapshot          *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const AnserTextHeights *heights = anser_text_line_get_heights (widget);
  GdkRGBA colour = anser_paint_get_colour (widget, NULL);
  GdkRGBA dim = anser_paint_get_dim_colour (widget);
  int tags_width = get_tags_width (self);
  int width = gtk_widget_get_width (widget);
  int top = get_top (widget);
  int end;

  draw_dot (self, snapshot, top);
  end = draw_text_at_end (self, snapshot, DATE, width, top + heights->plain_ascent, &dim) - SPACING;
  if (anser_letter_row_get_count (self->row) > 1)
    end = draw_count (self, snapshot, end, top) - SPACING;
  draw_text (self, snapshot, SENDER, TEXT_START, end, top + heights->plain_ascent, &colour);
  top += heights->plain + LINE_SPACING;

  end = draw_icons (self, snapshot, width, top);
  draw_text (self, snapshot, SUBJECT, TEXT_START, end, top + heights->plain_ascent, &colour);
  top += heights->plain + LINE_SPACING;

  end = tags_width > 0 ? width - tags_width - SPACING : width;
  draw_text (self, snapshot, SNIPPET, TEXT_START, end, top + heights->small_ascent, &dim);
}

static void
anser_letter_row_widget_snapshot (GtkWidget   *widget,
                                  GtkSnapshot *snapshot)
{
  AnserLetterRowWidget *self = ANSER_LETTER_ROW_WIDGET (widget);

  if (self->row == NULL)
    return;
  if (!is_in_view (self))
    {
      wait_for_view (self);
      return;
    }

  draw_lines (self, snapshot);
  if (self->tags != NULL)
    gtk_widget_snapshot_child (widget, GTK_WIDGET (self->tags), snapshot);
}

/* What the looks depend on */

/* Also told of whatever else changes in the style: most of it leaves the texts as they are. */
static void
anser_letter_row_widget_css_changed (GtkWidget         *widget,
                                     GtkCssStyleChange *change)
{
  AnserLetterRowWidget *self = ANSER_LETTER_ROW_WIDGET (widget);
  unsigned serial;

  GTK_WIDGET_CLASS (anser_letter_row_widget_parent_class)->css_changed (widget, change);

  serial = pango_context_get_serial (gtk_widget_get_pango_context (widget));
  if (serial != self->serial)
    forget_texts (self);
  self->serial = serial;
}

static void
anser_letter_row_widget_system_setting_changed (GtkWidget        *widget,
                                                GtkSystemSetting  setting)
{
  GTK_WIDGET_CLASS (anser_letter_row_widget_parent_class)->system_setting_changed (widget, setting);

  forget_texts (ANSER_LETTER_ROW_WIDGET (widget));
  gtk_widget_queue_resize (widget);
}

static void
anser_letter_row_widget_direction_changed (GtkWidget        *widget,
                                           GtkTextDirection  previous)
{
  GTK_WIDGET_CLASS (anser_letter_row_widget_parent_class)->direction_changed (widget, previous);

  forget_texts (ANSER_LETTER_ROW_WIDGET (widget));
}

static void
anser_letter_row_widget_unmap (GtkWidget *widget)
{
  stop_waiting (ANSER_LETTER_ROW_WIDGET (widget));

  GTK_WIDGET_CLASS (anser_letter_row_widget_parent_class)->unmap (widget);
}

static void
anser_letter_row_widget_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (anser_letter_row_widget_parent_class)->map (widget);

  gtk_widget_queue_draw (widget);
}

static void
anser_letter_row_widget_dispose (GObject *object)
{
  AnserLetterRowWidget *self = ANSER_LETTER_ROW_WIDGET (object);

  clear_row (self);
  if (self->tags != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->tags)));

  G_OBJECT_CLASS (anser_letter_row_widget_parent_class)->dispose (object);
}

static void
anser_letter_row_widget_class_init (AnserLetterRowWidgetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_letter_row_widget_dispose;
  widget_class->measure = anser_letter_row_widget_measure;
  widget_class->size_allocate = anser_letter_row_widget_size_allocate;
  widget_class->snapshot = anser_letter_row_widget_snapshot;
  widget_class->css_changed = anser_letter_row_widget_css_changed;
  widget_class->system_setting_changed = anser_letter_row_widget_system_setting_changed;
  widget_class->direction_changed = anser_letter_row_widget_direction_changed;
  widget_class->map = anser_letter_row_widget_map;
  widget_class->unmap = anser_letter_row_widget_unmap;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
anser_letter_row_widget_init (AnserLetterRowWidget *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "letter-row");
}

GtkWidget *
anser_letter_row_widget_new (void)
{
  return g_object_new (ANSER_TYPE_LETTER_ROW_WIDGET, NULL);
}

void
anser_letter_row_widget_set_row (AnserLetterRowWidget *self,
                                 AnserLetterRow       *row)
{
  g_return_if_fail (ANSER_IS_LETTER_ROW_WIDGET (self));
  g_return_if_fail (row == NULL || ANSER_IS_LETTER_ROW (row));

  clear_row (self);
  if (row == NULL)
    return;

  self->row = g_object_ref (row);
  g_signal_connect_swapped (row, "notify", G_CALLBACK (show_row), self);
  show_row (self);
}

void
anser_letter_row_widget_highlight (AnserLetterRowWidget *self,
                                   AnserSearchList      *results)
{
  const AnserQuery *query;

  g_return_if_fail (ANSER_IS_LETTER_ROW_WIDGET (self));
  g_return_if_fail (ANSER_IS_SEARCH_LIST (results));

  forget_search (self);
  query = anser_search_list_get_query (results);
  if (query != NULL)
    self->query = anser_query_ref ((AnserQuery *) query);
  self->store = g_object_ref (anser_search_list_get_store (results));
  self->variants = anser_search_list_get_variants (results);
  forget_texts (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
