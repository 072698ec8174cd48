using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Members;

/// <summary>Complaints, questions and reviews by a human; and the way in for who cannot log in any more.</summary>
internal static class TicketPages
{
    private const int SubjectLimit = 80;
    private const int TextLimit = 2_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/me/tickets").RequireAuthorization(Policies.Member);
        own.MapGet("", (Desk desk) => Page.Of<TicketsPage>(
            desk.Database.Read(reader => Tickets.Of(reader, desk.Visitor.Member))));
        own.MapGet("/new", (string? about, string? kind, Desk desk) => Page.Of<NewTicketPage>(new NewTicketModel(
            kind is not null && Tickets.Kinds.Contains(kind) ? kind : Tickets.Question, "", "", Reference(about), null)
            { Deadlines = desk.Deadlines }));
        own.MapPost("", (HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => Task.FromResult(Open(desk, posted))));
        own.MapGet("/{id}", (string id, Desk desk) => ThreadOf(desk, id, null));
        own.MapPost("/{id}", (string id, HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => Task.FromResult(Write(desk, id, posted))));

        var open = routes.MapGroup("/login/lost").AllowAnonymous();
        open.MapGet("", () => Page.Of<LostPage>(new LostModel("", "", null, null)));
        open.MapPost("", (HttpContext http, Desk desk) =>
            Posted.OnceAsync(http, posted => Task.FromResult(Lost(http, desk, posted))));
        open.MapGet("/{id}", (string id) => Page.Of<LostPage>(new LostModel("", "", null, Reference(id))));
    }

    private static Next Open(Desk desk, Posted posted)
    {
        var (kind, subject, text) = (posted["kind"], posted["subject"], posted["text"]);
        var mistake = !Tickets.Kinds.Contains(kind)
                ? new("请选择类别。", "Choose what it is.")
            : subject.Length is 0 or > SubjectLimit
                ? new($"请用 1 到 {SubjectLimit} 个字写明主题。", $"Say in 1 to {SubjectLimit} characters what it is about.")
            : MistakeIn(text);
        if (mistake is null)
        {
            var id = desk.Open(new(
                desk.Visitor.Member, kind, subject, text, Reference(posted["about"]), null, desk.DueAt(kind)));
            if (id is not null)
            {
                return Next.To($"/me/tickets/{id}");
            }

            mistake = TooMany;
        }

        return Next.Show(Page.Of<NewTicketPage>(
            new NewTicketModel(kind, subject, text, Reference(posted["about"]), mistake)
            { Deadlines = desk.Deadlines },
            StatusCodes.Status422UnprocessableEntity));
    }

    private static IResult ThreadOf(Desk desk, string id, Bilingual? mistake) =>
        desk.Database.Read(reader => Tickets.Find(reader, desk.Visitor.Member, id)) is { } thread
            ? Page.Of<TicketPage>(
                new TicketModel(thread, mistake),
                mistake is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity)
            : Results.NotFound();

    private static Next Write(Desk desk, string id, Posted posted)
    {
        var member = desk.Visitor.Member;
        if (desk.Database.Read(reader => Tickets.Find(reader, member, id)) is not { Ticket: var ticket })
        {
            return Next.Show(Results.NotFound());
        }

        if (MistakeIn(posted["text"]) is { } mistake)
        {
            return Next.Show(ThreadOf(desk, id, mistake));
        }

        var written = desk.Database.Write(transaction => Tickets.Write(
            transaction, member, id, posted["text"], desk.Clock.WallNow(), desk.DueAt(ticket.Kind)));
        return written
            ? Next.To($"/me/tickets/{id}")
            : Next.Show(ThreadOf(desk, id, new(
                "工单已关闭,请新开一个。", "This ticket is closed: open a new one.")));
    }

    private static Next Lost(HttpContext http, Desk desk, Posted posted)
    {
        var contact = ContactAddress.Read(posted["contact"]);
        var mistake = contact is null ? ContactAddress.Mistake : MistakeIn(posted["text"]);
        if (mistake is null && !desk.Gate.MayWrite(http))
        {
            mistake = LoginWords.TooOften;
        }

        if (mistake is null)
        {
            var id = desk.Open(new(
                null, Tickets.LostAccess, "无法登录 cannot log in", posted["text"], null, contact!.Value,
                desk.DueAt(Tickets.LostAccess)));
            return Next.To($"/login/lost/{id}");
        }

        return Next.Show(Page.Of<LostPage>(
            new LostModel(posted["contact"], posted["text"], mistake, null),
            StatusCodes.Status422UnprocessableEntity));
    }

    private static Bilingual TooMany { get; } = new(
        "今天已开了太多工单,请在已有工单里补充,或明天再来。",
        "You opened too many tickets today: write in one of them, or come back tomorrow.");

    private static Bilingual? MistakeIn(string text) => text.Length is > 0 and <= TextLimit
        ? null
        : new Bilingual($"请用 1 到 {TextLimit} 个字说明。", $"Say it in 1 to {TextLimit} characters.");

    // An id of ours or nothing: it is shown again, and a human follows it.
    private static string? Reference(string? about) =>
        about is { Length: > 0 and <= 40 } && about.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            ? about
            : null;

    /// <summary>What the pages of tickets work with.</summary>
    internal sealed record Desk(
        ShopDatabase Database, PoolGate Pool, PoolClock Clock, TicketDeadlines Deadlines, Gatekeeping Gate,
        Visitor Visitor)
    {
        public Instant DueAt(string kind) =>
            Deadlines.DueAt(kind, Clock.WallNow(), Pool.Plan.Settings.TimeZone);

        public string? Open(NewTicket ticket) =>
            Database.Write(transaction => Tickets.Open(transaction, ticket, Clock.WallNow()));
    }
}

/// <summary>The form of a new ticket.</summary>
public sealed record NewTicketModel(string Kind, string Subject, string Text, string? About, Bilingual? Mistake)
{
    public TicketDeadlines Deadlines { get; init; } = new();
}

/// <summary>One ticket with its thread.</summary>
public sealed record TicketModel(TicketThread Thread, Bilingual? Mistake);

/// <summary>The page for who cannot log in.</summary>
/// <param name="Done">The number of the ticket that was opened.</param>
public sealed record LostModel(string Contact, string Text, Bilingual? Mistake, string? Done);

/// <summary>What kinds and states of tickets are called.</summary>
internal static class TicketWords
{
    public static Bilingual OfKind(string kind) => kind switch
    {
        Tickets.Complaint => new("投诉", "Complaint"),
        Tickets.Review => new("人工复核", "Review by a human"),
        Tickets.Question => new("提问", "Question"),
        Tickets.Unlink => new("解除推荐关系", "Unlink referrer"),
        Tickets.LostAccess => new("无法登录", "Cannot log in"),
        _ => new(kind, kind),
    };

    public static Bilingual Of(TicketState state) => state switch
    {
        TicketState.Open => new("等待处理", "Waiting for us"),
        TicketState.Answered => new("已回复", "Answered"),
        _ => new("已关闭", "Closed"),
    };
}
