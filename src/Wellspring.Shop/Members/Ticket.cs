using Wellspring.Core;

namespace Wellspring.Shop.Members;

/// <summary>Something a person must look at: a complaint, a review of a decision, a question 工单.</summary>
/// <param name="Member">Null for somebody who could not log in.</param>
/// <param name="About">The order, withdrawal or other record it is about.</param>
/// <param name="Contact">Where somebody without a login is to be reached.</param>
/// <param name="DueAt">By when it must be answered.</param>
public sealed record Ticket(
    string Id, string? Member, string Kind, string Subject, TicketState State, string? About, string? Contact,
    Instant OpenedAt, Instant DueAt, Instant? ClosedAt)
{
    public bool IsClosed => State is TicketState.Closed;
}

/// <summary>Whose turn it is.</summary>
public enum TicketState
{
    /// <summary>Waits for the operator.</summary>
    Open,

    /// <summary>Answered; the member may write again or leave it.</summary>
    Answered,

    Closed,
}

/// <summary>One message of a ticket.</summary>
/// <param name="Author"><c>member</c>, or <c>staff:</c> and an id.</param>
public sealed record TicketMessage(string Author, string Text, Instant At)
{
    public bool IsOfMember => Author == Tickets.MemberAuthor;
}

/// <summary>A ticket with everything that was written.</summary>
public sealed record TicketThread(Ticket Ticket, IReadOnlyList<TicketMessage> Messages);

/// <summary>By when the operator answers; <c>server.json</c> may shorten it.</summary>
/// <param name="ComplaintDays">Calendar days for a complaint.</param>
/// <param name="ReviewWorkingDays">Days from Monday to Friday for everything else.</param>
public sealed record TicketDeadlines(int ComplaintDays = 15, int ReviewWorkingDays = 3)
{
    public Instant DueAt(string kind, Instant openedAt, Duration timeZone)
    {
        if (kind == Tickets.Complaint)
        {
            return openedAt.Plus(Duration.Days(ComplaintDays));
        }

        var due = openedAt;
        for (var left = ReviewWorkingDays; left > 0;)
        {
            due = due.Plus(Duration.Days(1));
            var day = due.Plus(timeZone).ToDateTimeOffset().DayOfWeek;
            left -= day is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1;
        }

        return due;
    }
}
