/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/letter-list-view.h"

#include "inbox/letter-bundle.h"
#include "inbox/letter-row-widget.h"
#include "inbox/letter-selection.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* How many rows the way to the next unread letter may be: each is a read of the index. */
#define MOST_ROWS_LOOKED_AT 20000

struct _AnserLetterListView
{
  GtkWidget parent_instance;

  AnserFolderItem *folder;
  GListModel *letters;         /* an AnserLetterList or an AnserSearchList */
  AnserLetterSelection *selection;
  AnserLetterRow *selected;
  gint64 selected_id;          /* kept while the list is put in another order */
  guint selected_position;
  guint top_source;
  guint midnight_source;
  gboolean advance;
  gboolean filtering;
  char *order;                 /* what the list is sorted by, as the menu says it */
  char *show;
  gboolean conversations;

  GtkWidget *box;
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkScrolledWindow *scrolled_window;
  GtkListView *list_view;
};

typedef struct
{
  AnserLetterListView *self;
  guint n_frames;
} AnserListTop;

G_DEFINE_FINAL_TYPE (AnserLetterListView, anser_letter_list_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SELECTED,
  PROP_ADVANCE,
  PROP_ORDER,
  PROP_SHOW,
  PROP_CONVERSATIONS,
  PROP_N_SELECTED,
  N_PROPERTIES
};

enum
{
  OPENED,
  ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static guint
n_letters (AnserLetterListView *self)
{
  return self->letters != NULL ? g_list_model_get_n_items (self->letters) : 0;
}

/* NULL in a folder. */
static AnserSearchList *
get_results (AnserLetterListView *self)
{
  return self->letters != NULL && ANSER_IS_SEARCH_LIST (self->letters)
           ? ANSER_SEARCH_LIST (self->letters) : NULL;
}

/* NULL for what was found. */
static AnserLetterList *
get_list (AnserLetterListView *self)
{
  return self->letters != NULL && ANSER_IS_LETTER_LIST (self->letters)
           ? ANSER_LETTER_LIST (self->letters) : NULL;
}

static guint
find_letter (AnserLetterListView *self,
             gint64               letter)
{
  AnserSearchList *results = get_results (self);

  return results != NULL ? anser_search_list_find (results, letter)
                         : anser_letter_list_find (get_list (self), letter);
}

/* The list selects only after its row has seen the release. */
static void
on_row_released (GtkGestureClick *gesture,
                 int              n_press,
                 double           x,
                 double           y,
                 GtkListItem     *item)
{
  AnserLetterListView *self = ANSER_LETTER_LIST_VIEW (
    gtk_widget_get_ancestor (gtk_list_item_get_child (item), ANSER_TYPE_LETTER_LIST_VIEW));

  GdkModifierType modifiers =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (self == NULL || n_press != 1)
    return;

  if (modifiers & (GDK_SHIFT_MASK | GDK_CONTROL_MASK))
    return;

  anser_letter_selection_select_single (self->selection, gtk_list_item_get_position (item));
  g_signal_emit (self, signals[OPENED], 0);
}

/* Messages are dragged to a folder. */
static GdkContentProvider *
on_drag_prepare (GtkDragSource *source,
                 double         x,
                 double         y,
                 GtkListItem   *item)
{
  AnserLetterRow *row = gtk_list_item_get_item (item);
  g_autoptr(GArray) letters = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 id;

  if (row == NULL || anser_letter_row_get_role (row) == ANSER_FOLDER_OUTBOX ||
      anser_letter_row_get_role (row) == ANSER_FOLDER_DRAFTS)
    return NULL;

  id = anser_letter_row_get_id (row);
  g_array_append_val (letters, id);

  return gdk_content_provider_new_typed (ANSER_TYPE_LETTER_BUNDLE, letters);
}

static void
on_drag_begin (GtkDragSource *source,
               GdkDrag       *drag,
               gpointer       user_data)
{
  g_autoptr(GdkPaintable) paintable =
    gtk_widget_paintable_new (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source)));

  gtk_drag_source_set_icon (source, paintable, 0, 0);
}

static void
add_drag_source (GtkWidget   *child,
                 GtkListItem *item)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (on_drag_prepare), item, 0);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_drag_begin), NULL);
  gtk_widget_add_controller (child, GTK_EVENT_CONTROLLER (source));
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  GtkWidget *child = anser_letter_row_widget_new ();
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect_object (gesture, "released", G_CALLBACK (on_row_released), item, 0);
  gtk_widget_add_controller (child, GTK_EVENT_CONTROLLER (gesture));
  add_drag_source (child, item);
  gtk_list_item_set_child (item, child);
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         AnserLetterListView      *self)
{
  AnserSearchList *results = get_results (self);
  AnserLetterRowWidget *child = ANSER_LETTER_ROW_WIDGET (gtk_list_item_get_child (item));

  anser_letter_row_widget_set_row (child, gtk_list_item_get_item (item));
  if (results != NULL)
    anser_letter_row_widget_highlight (child, anser_search_list_get_query (results),
                                       anser_search_list_get_variants (results));
}

static void
on_unbind (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           gpointer                  user_data)
{
  anser_letter_row_widget_set_row (ANSER_LETTER_ROW_WIDGET (gtk_list_item_get_child (item)), NULL);
}

static void
set_factory (AnserLetterListView *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  gtk_list_view_set_factory (self->list_view, factory);
}

static guint
seconds_to_midnight (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  int passed = g_date_time_get_hour (now) * 3600 + g_date_time_get_minute (now) * 60 +
               g_date_time_get_second (now);

  return MAX (24 * 3600 - passed, 60);
}

/* "Yesterday" was today until now. */
static gboolean
on_midnight (gpointer user_data)
{
  AnserLetterListView *self = user_data;

  set_factory (self);
  self->midnight_source = g_timeout_add_seconds (seconds_to_midnight (), on_midnight, self);

  return G_SOURCE_REMOVE;
}

static const char *
empty_sentence (AnserFolderItem *folder)
{
  if (anser_folder_item_get_tag (folder) != NULL)
    return _("No message has this tag. Press T on a message to give it one.");

  switch (anser_folder_item_get_role (folder))
    {
    case ANSER_FOLDER_INBOX:
      return _("All read and put away. New messages appear here when they arrive.");

    case ANSER_FOLDER_DRAFTS:
      return _("What you write and do not send yet waits here.");

    case ANSER_FOLDER_OUTBOX:
      return _("Everything you wrote is on its way.");

    case ANSER_FOLDER_SENT:
      return _("Copies of the messages you send appear here.");

    case ANSER_FOLDER_ARCHIVE:
      return _("Messages that you are done with and want to keep appear here.");

    case ANSER_FOLDER_JUNK:
      return _("Messages that nobody asked for appear here.");

    case ANSER_FOLDER_TRASH:
      return _("Messages you delete stay here until you delete them for good.");

    case ANSER_FOLDER_OTHER:
    default:
      return _("There is no message in this folder.");
    }
}

static void
show_page (AnserLetterListView *self)
{
  AnserSearchList *results = get_results (self);
  const char *page = "letters";

  if (self->letters == NULL)
    return;

  if (n_letters (self) == 0 && results == NULL)
    page = anser_letter_list_is_loading (get_list (self)) ? page : "empty";
  else if (n_letters (self) == 0 && !anser_search_list_is_searching (results))
    page = "not-found";
  gtk_stack_set_visible_child_name (self->stack, page);
}

/* The letter that is read: the first of those that are selected. */
static guint
get_lead (AnserLetterListView *self)
{
  return self->selection != NULL ? anser_letter_selection_get_first (self->selection)
                                 : GTK_INVALID_LIST_POSITION;
}

static void
take_selected (AnserLetterListView *self)
{
  g_autoptr(AnserLetterRow) row = NULL;
  guint position = get_lead (self);

  if (self->filtering)
    return;

  if (position != GTK_INVALID_LIST_POSITION)
    row = g_list_model_get_item (self->letters, position);
  if (row != NULL)
    {
      self->selected_id = anser_letter_row_get_id (row);
      self->selected_position = position;
      if (get_list (self) != NULL)
        anser_letter_list_set_kept (get_list (self), self->selected_id);
    }
  if (g_set_object (&self->selected, row))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

static void
select_position (AnserLetterListView *self,
                 guint                position)
{
  anser_letter_selection_select_single (self->selection, position);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
}

static gboolean
on_top (GtkWidget     *widget,
        GdkFrameClock *clock,
        gpointer       user_data)
{
  AnserListTop *top = user_data;

  /* The rows get their places after the first of these, and move the adjustment with them. */
  if (top->n_frames++ == 0)
    return G_SOURCE_CONTINUE;

  top->self->top_source = 0;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (top->self->scrolled_window), 0);

  return G_SOURCE_REMOVE;
}

/* The list keeps the rows in view where they are, which would hide a letter that comes in above
 * them from somebody who looks at the top. */
static void
keep_top (AnserLetterListView *self,
          guint                position,
          guint                added)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled_window);
  AnserListTop *top;

  if (position > 0 || added == 0 || self->top_source != 0 ||
      gtk_adjustment_get_value (adjustment) >= 1)
    return;

  top = g_new0 (AnserListTop, 1);
  top->self = self;
  self->top_source = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_top, top, g_free);
}

static void
on_items_changed (AnserLetterListView *self,
                  guint                position,
                  guint                removed,
                  guint                added)
{
  guint selected = get_lead (self);
  guint found = GTK_INVALID_LIST_POSITION;

  show_page (self);
  keep_top (self, position, added);
  if (self->filtering || self->selected_id == 0)
    return;

  if (selected != GTK_INVALID_LIST_POSITION)
    {
      take_selected (self);
      return;
    }

  if (added > 0)
    found = find_letter (self, self->selected_id);
  if (found == GTK_INVALID_LIST_POSITION && self->advance && added == 0 && removed < 100 &&
      position <= self->selected_position && self->selected_position < position + removed &&
      n_letters (self) > 0)
    found = MIN (position, n_letters (self) - 1);

  if (found != GTK_INVALID_LIST_POSITION)
    select_position (self, found);
  else
    take_selected (self);
}

/* What the menu says, by the names of its items. */

static AnserLetterSort
get_sort (AnserLetterListView *self,
          gboolean            *reversed)
{
  static const struct
  {
    const char *name;
    AnserLetterSort sort;
    gboolean reversed;
  } orders[] = {
    { "newest", ANSER_LETTER_SORT_DATE, FALSE },
    { "oldest", ANSER_LETTER_SORT_DATE, TRUE },
    { "sender", ANSER_LETTER_SORT_SENDER, FALSE },
    { "sender-z", ANSER_LETTER_SORT_SENDER, TRUE },
    { "subject", ANSER_LETTER_SORT_SUBJECT, FALSE },
    { "subject-z", ANSER_LETTER_SORT_SUBJECT, TRUE },
    { "largest", ANSER_LETTER_SORT_SIZE, FALSE },
    { "smallest", ANSER_LETTER_SORT_SIZE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_strcmp0 (orders[i].name, self->order) == 0)
      {
        *reversed = orders[i].reversed;
        return orders[i].sort;
      }

  *reversed = FALSE;
  return ANSER_LETTER_SORT_DATE;
}

static AnserLetterShow
get_show (AnserLetterListView *self)
{
  if (g_strcmp0 (self->show, "unread") == 0)
    return ANSER_LETTER_SHOW_UNREAD;
  if (g_strcmp0 (self->show, "starred") == 0)
    return ANSER_LETTER_SHOW_STARRED;
  if (g_strcmp0 (self->show, "attachments") == 0)
    return ANSER_LETTER_SHOW_ATTACHED;

  return self->conversations ? ANSER_LETTER_SHOW_CONVERSATIONS : ANSER_LETTER_SHOW_ALL;
}

/* The letter that is read stays selected, if it is still there. */
static void
apply_order (AnserLetterListView *self)
{
  gboolean reversed;
  AnserLetterSort sort = get_sort (self, &reversed);
  guint found = GTK_INVALID_LIST_POSITION;

  if (get_list (self) == NULL)
    return;

  self->filtering = TRUE;
  anser_letter_list_set_order (get_list (self), sort, reversed);
  anser_letter_list_set_show (get_list (self), get_show (self));
  self->filtering = FALSE;

  if (self->selected_id != 0)
    found = find_letter (self, self->selected_id);
  if (found != GTK_INVALID_LIST_POSITION)
    select_position (self, found);
  take_selected (self);
  show_page (self);
}

/* In a long list the place of the letter that is read is known only now. */
static void
on_complete (AnserLetterListView *self)
{
  guint found = GTK_INVALID_LIST_POSITION;

  if (self->selected_id != 0 && get_lead (self) == GTK_INVALID_LIST_POSITION &&
      anser_letter_selection_get_n (self->selection) == 0)
    found = find_letter (self, self->selected_id);
  if (found != GTK_INVALID_LIST_POSITION)
    anser_letter_selection_select_single (self->selection, found);
}

static void
on_activate (AnserLetterListView *self,
             guint                position)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
clear_letters (AnserLetterListView *self)
{
  if (self->selection != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->selection, self);
      g_signal_handlers_disconnect_by_data (self->letters, self);
      gtk_list_view_set_model (self->list_view, NULL);
    }
  g_clear_object (&self->selection);
  g_clear_object (&self->letters);
  self->selected_id = 0;
}

static void
anser_letter_list_view_get_property (GObject    *object,
                                     guint       id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  AnserLetterListView *self = ANSER_LETTER_LIST_VIEW (object);

  switch (id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, self->selected);
      break;

    case PROP_ADVANCE:
      g_value_set_boolean (value, self->advance);
      break;

    case PROP_ORDER:
      g_value_set_string (value, self->order);
      break;

    case PROP_SHOW:
      g_value_set_string (value, self->show);
      break;

    case PROP_CONVERSATIONS:
      g_value_set_boolean (value, self->conversations);
      break;

    case PROP_N_SELECTED:
      g_value_set_uint64 (value, self->selection != NULL
                                   ? anser_letter_selection_get_n (self->selection) : 0);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_letter_list_view_set_property (GObject      *object,
                                     guint         id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  AnserLetterListView *self = ANSER_LETTER_LIST_VIEW (object);

  switch (id)
    {
    case PROP_ADVANCE:
      self->advance = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_ORDER:
      g_free (self->order);
      self->order = g_value_dup_string (value);
      apply_order (self);
      g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_SHOW:
      g_free (self->show);
      self->show = g_value_dup_string (value);
      apply_order (self);
      g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_CONVERSATIONS:
      self->conversations = g_value_get_boolean (value);
      apply_order (self);
      g_object_notify_by_pspec (object, pspec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_letter_list_view_dispose (GObject *object)
{
  AnserLetterListView *self = ANSER_LETTER_LIST_VIEW (object);

  g_clear_handle_id (&self->midnight_source, g_source_remove);
  if (self->box != NULL)
    clear_letters (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->selected);
  g_clear_object (&self->folder);

  G_OBJECT_CLASS (anser_letter_list_view_parent_class)->dispose (object);
}

static void
anser_letter_list_view_finalize (GObject *object)
{
  AnserLetterListView *self = ANSER_LETTER_LIST_VIEW (object);

  g_free (self->order);
  g_free (self->show);

  G_OBJECT_CLASS (anser_letter_list_view_parent_class)->finalize (object);
}

static void
anser_letter_list_view_class_init (AnserLetterListViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = anser_letter_list_view_get_property;
  object_class->set_property = anser_letter_list_view_set_property;
  object_class->dispose = anser_letter_list_view_dispose;
  object_class->finalize = anser_letter_list_view_finalize;

  properties[PROP_SELECTED] =
    g_param_spec_object ("selected", NULL, NULL, ANSER_TYPE_LETTER_ROW,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ADVANCE] = g_param_spec_boolean ("advance", NULL, NULL, FALSE, flags);
  properties[PROP_ORDER] = g_param_spec_string ("order", NULL, NULL, "newest", flags);
  properties[PROP_SHOW] = g_param_spec_string ("show", NULL, NULL, "all", flags);
  properties[PROP_CONVERSATIONS] =
    g_param_spec_boolean ("conversations", NULL, NULL, FALSE, flags);
  properties[PROP_N_SELECTED] =
    g_param_spec_uint64 ("n-selected", NULL, NULL, 0, G_MAXUINT64, 0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/inbox/letter-list-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserLetterListView, box);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterListView, stack);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterListView, empty_page);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterListView, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, AnserLetterListView, list_view);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
anser_letter_list_view_init (AnserLetterListView *self)
{
  self->order = g_strdup ("newest");
  self->show = g_strdup ("all");
  gtk_widget_init_template (GTK_WIDGET (self));
  set_factory (self);
  self->midnight_source = g_timeout_add_seconds (seconds_to_midnight (), on_midnight, self);
}

static AnserLetterList *
new_list (AnserLetterListView *self,
          AnserStore          *store,
          AnserFolderItem     *folder)
{
  gboolean reversed;
  AnserLetterSort sort = get_sort (self, &reversed);
  AnserTag *tag = anser_folder_item_get_tag (folder);

  if (tag != NULL)
    return anser_letter_list_new_for_tag (store, anser_folder_item_get_folders (folder),
                                          anser_tag_get_id (tag), sort, reversed, get_show (self));

  return anser_letter_list_new_sorted (store, anser_folder_item_get_folders (folder), sort,
                                       reversed, get_show (self));
}

/* @letters: (transfer full) */
static void
show_letters (AnserLetterListView *self,
              GListModel          *letters)
{
  self->letters = letters;
  self->selection = anser_letter_selection_new (letters);
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (take_selected),
                            self);
  g_signal_connect_swapped (self->selection, "items-changed", G_CALLBACK (on_items_changed), self);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
}

void
anser_letter_list_view_set_folder (AnserLetterListView *self,
                                   AnserStore          *store,
                                   AnserFolderItem     *folder)
{
  g_return_if_fail (ANSER_IS_LETTER_LIST_VIEW (self));
  g_return_if_fail (ANSER_IS_STORE (store));
  g_return_if_fail (folder == NULL || ANSER_IS_FOLDER_ITEM (folder));

  /* Nothing, then all: one replacement of a large list by another is far slower. */
  clear_letters (self);
  take_selected (self);
  g_set_object (&self->folder, folder);
  if (folder == NULL)
    return;

  show_letters (self, G_LIST_MODEL (new_list (self, store, folder)));
  g_signal_connect_swapped (self->letters, "notify::loading", G_CALLBACK (show_page), self);
  g_signal_connect_swapped (self->letters, "notify::complete", G_CALLBACK (on_complete), self);

  adw_status_page_set_icon_name (self->empty_page, anser_folder_item_get_icon_name (folder));
  adw_status_page_set_title (self->empty_page, _("Nothing Here"));
  adw_status_page_set_description (self->empty_page, empty_sentence (folder));
  show_page (self);
}

void
anser_letter_list_view_set_results (AnserLetterListView *self,
                                    AnserSearchList     *results)
{
  g_return_if_fail (ANSER_IS_LETTER_LIST_VIEW (self));
  g_return_if_fail (ANSER_IS_SEARCH_LIST (results));

  clear_letters (self);
  take_selected (self);
  show_letters (self, G_LIST_MODEL (g_object_ref (results)));
  g_signal_connect_swapped (results, "notify::searching", G_CALLBACK (show_page), self);
  show_page (self);
}

AnserLetterRow *
anser_letter_list_view_get_selected (AnserLetterListView *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_LIST_VIEW (self), NULL);

  return self->selected;
}

gboolean
anser_letter_list_view_select_unread (AnserLetterListView *self,
                                      int                  step)
{
  gint64 position;

  g_return_val_if_fail (ANSER_IS_LETTER_LIST_VIEW (self), FALSE);
  g_return_val_if_fail (step == 1 || step == -1, FALSE);

  if (n_letters (self) == 0)
    return FALSE;

  position = self->selected != NULL ? (gint64) self->selected_position + step
                                    : (step > 0 ? 0 : (gint64) n_letters (self) - 1);
  for (guint looked_at = 0;
       position >= 0 && position < n_letters (self) && looked_at < MOST_ROWS_LOOKED_AT;
       position += step, looked_at++)
    {
      g_autoptr(AnserLetterRow) row = g_list_model_get_item (self->letters,
                                                             position);

      if (row != NULL && !(anser_letter_row_get_flags (row) & ANSER_LETTER_SEEN))
        {
          select_position (self, position);
          return TRUE;
        }
    }

  return FALSE;
}

void
anser_letter_list_view_unselect (AnserLetterListView *self)
{
  g_return_if_fail (ANSER_IS_LETTER_LIST_VIEW (self));

  if (self->selection != NULL)
    anser_letter_selection_select_single (self->selection, GTK_INVALID_LIST_POSITION);
  self->selected_id = 0;
}

void
anser_letter_list_view_focus (AnserLetterListView *self)
{
  g_return_if_fail (ANSER_IS_LETTER_LIST_VIEW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

GArray *
anser_letter_list_view_dup_unread (AnserLetterListView *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_LIST_VIEW (self), NULL);

  return get_list (self) != NULL ? anser_letter_list_dup_unread (get_list (self))
                               : g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
add_letters (GListModel *model,
             guint       position,
             gpointer    letters)
{
  anser_letter_list_add_letters (ANSER_LETTER_LIST (model), position, letters);
}

GArray *
anser_letter_list_view_dup_chosen (AnserLetterListView *self)
{
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_return_val_if_fail (ANSER_IS_LETTER_LIST_VIEW (self), letters);

  if (self->selection != NULL)
    anser_letter_selection_foreach (self->selection, add_letters, letters);

  return letters;
}
