using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Members;

/// <summary>Complaints, questions and reviews by a human, each with a deadline.</summary>
public static class Tickets
{
    public const string Complaint = "complaint";

    /// <summary>A human looks again at what was decided automatically (CN-PI-07).</summary>
    public const string Review = "review";

    public const string Question = "question";

    /// <summary>The referrer is to be unlinked (CN-MLM-11).</summary>
    public const string Unlink = "unlink";

    /// <summary>Somebody has neither the mail address nor the phone number any more.</summary>
    public const string LostAccess = "lost-access";

    internal const string MemberAuthor = "member";

    private const int MostADay = 10;

    /// <summary>What a member may choose.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Question, Complaint, Review];

    /// <summary>Opens a ticket with its first message; null where the member opened too many today.</summary>
    public static string? Open(ShopTransaction transaction, NewTicket ticket, Instant now)
    {
        if (ticket.Member is { } member && (transaction.Number($"""
            SELECT count(*) FROM tickets WHERE member = {member} AND opened_at > {now.Plus(Duration.Days(-1))}
            """) ?? 0) >= MostADay)
        {
            return null;
        }

        var id = Ids.New("t");
        transaction.Execute($"""
            INSERT INTO tickets (id, member, kind, subject, state, about, contact, opened_at, due_at)
            VALUES ({id}, {ticket.Member}, {ticket.Kind}, {ticket.Subject}, 'open', {ticket.About}, {ticket.Contact},
                {now}, {ticket.DueAt})
            """);
        Say(transaction, id, MemberAuthor, ticket.Text, now);
        return id;
    }

    /// <summary>A member's tickets, newest first.</summary>
    public static IReadOnlyList<Ticket> Of(ShopReader reader, string member) => reader.All(
        $"""
        SELECT id, member, kind, subject, state, about, contact, opened_at, due_at, closed_at FROM tickets
        WHERE member = {member} ORDER BY opened_at DESC, id
        """,
        Read);

    /// <summary>A member's own ticket; another member's id finds nothing.</summary>
    public static TicketThread? Find(ShopReader reader, string member, string id) =>
        Find(reader, id) is { } thread && thread.Ticket.Member == member ? thread : null;

    /// <summary>The member writes again; the operator's deadline begins anew. False on a closed ticket.</summary>
    public static bool Write(
        ShopTransaction transaction, string member, string id, string text, Instant now, Instant dueAt)
    {
        var changed = transaction.Execute($"""
            UPDATE tickets SET due_at = CASE WHEN state = 'open' THEN due_at ELSE {dueAt} END, state = 'open'
            WHERE id = {id} AND member = {member} AND state <> 'closed'
            """);
        if (changed == 1)
        {
            Say(transaction, id, MemberAuthor, text, now);
        }

        return changed == 1;
    }

    /// <summary>For the console: what waits for the operator, the earliest deadline first.</summary>
    public static IReadOnlyList<Ticket> Waiting(ShopReader reader, int most) => reader.All(
        $"""
        SELECT id, member, kind, subject, state, about, contact, opened_at, due_at, closed_at FROM tickets
        WHERE state = 'open' ORDER BY due_at, id LIMIT {most}
        """,
        Read);

    /// <summary>For the console: all of a state, newest first.</summary>
    public static IReadOnlyList<Ticket> All(ShopReader reader, TicketState state, int most) => reader.All(
        $"""
        SELECT id, member, kind, subject, state, about, contact, opened_at, due_at, closed_at FROM tickets
        WHERE state = {WordOf(state)} ORDER BY opened_at DESC, id LIMIT {most}
        """,
        Read);

    /// <summary>For the console: one ticket of anybody.</summary>
    public static TicketThread? Find(ShopReader reader, string id)
    {
        var ticket = reader.One(
            $"""
            SELECT id, member, kind, subject, state, about, contact, opened_at, due_at, closed_at FROM tickets
            WHERE id = {id}
            """,
            Read);
        return ticket is null ? null : new(ticket, reader.All(
            $"SELECT author, text, at FROM ticket_messages WHERE ticket = {id} ORDER BY line",
            row => new TicketMessage(row.Text(0), row.Text(1), row.At(2))));
    }

    /// <summary>For the console: answers, tells the member that an answer is there, and notes who did it.</summary>
    public static bool Answer(ShopTransaction transaction, string staff, string id, string text, Instant now)
    {
        if (Find(transaction, id) is not { Ticket: { IsClosed: false } ticket })
        {
            return false;
        }

        transaction.Execute($"UPDATE tickets SET state = 'answered' WHERE id = {id}");
        Say(transaction, id, "staff:" + staff, text, now);
        Audit.Note(transaction, now, staff, "ticket.answered", id, ticket.Kind);
        Tell(transaction, ticket, text, now);
        return true;
    }

    /// <summary>For the console: closes a ticket that needs nothing more.</summary>
    public static bool Close(ShopTransaction transaction, string staff, string id, Instant now)
    {
        var closed = transaction.Execute($"""
            UPDATE tickets SET state = 'closed', closed_at = {now} WHERE id = {id} AND state <> 'closed'
            """) == 1;
        if (closed)
        {
            Audit.Note(transaction, now, staff, "ticket.closed", id);
        }

        return closed;
    }

    // Whoever can log in reads the answer there; whoever cannot gets it where they said they are reached.
    private static void Tell(ShopTransaction transaction, Ticket ticket, string text, Instant now)
    {
        if (ticket.Member is { } id && MemberBook.Find(transaction, id) is { } member)
        {
            if (ContactAddress.Read(member.Mail ?? member.Phone ?? "") is { } own)
            {
                Outbox.Write(
                    transaction, own, new("您的工单有回复", "Your ticket was answered"),
                    new($"工单 {ticket.Id} 有新回复,请登录后在“我的”里查看。",
                        $"Ticket {ticket.Id} has an answer: log in and look under “Me”."),
                    member.Language == "en", now, Duration.Days(2));
            }
        }
        else if (ticket.Contact is { } contact && ContactAddress.Read(contact) is { } address)
        {
            Outbox.Write(
                transaction, address, new($"工单 {ticket.Id} 的回复", $"Answer to ticket {ticket.Id}"), new(text, text),
                english: false, now, Duration.Days(2));
        }
    }

    private static void Say(ShopTransaction transaction, string id, string author, string text, Instant now) =>
        transaction.Execute($"""
            INSERT INTO ticket_messages (ticket, line, author, text, at)
            SELECT {id}, coalesce(max(line), 0) + 1, {author}, {text}, {now} FROM ticket_messages WHERE ticket = {id}
            """);

    private static string WordOf(TicketState state) => state switch
    {
        TicketState.Open => "open",
        TicketState.Answered => "answered",
        _ => "closed",
    };

    private static Ticket Read(Row row) => new(
        row.Text(0), row.TextOrNull(1), row.Text(2), row.Text(3),
        Enum.Parse<TicketState>(row.Text(4), ignoreCase: true), row.TextOrNull(5), row.TextOrNull(6), row.At(7),
        row.At(8), row.AtOrNull(9));
}

/// <summary>What somebody wants a human to look at.</summary>
/// <param name="DueAt">From <see cref="TicketDeadlines"/>.</param>
public sealed record NewTicket(
    string? Member, string Kind, string Subject, string Text, string? About, string? Contact, Instant DueAt);
