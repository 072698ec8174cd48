using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wellspring.Server.Access;
using Wellspring.Shop.Access;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Webhooks;

namespace Wellspring.Server.Api;

/// <summary><c>/v1/webhooks</c>: who is told about what, and telling it again.</summary>
internal static class WebhooksResource
{
    private const string List = "deliveries";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/webhooks").WithTags("webhooks")
            .RequireAuthorization(Policies.Scope(Scopes.Webhooks));
        webhooks.MapPost("", CreateAsync).Accepts<WebhookQuestion>("application/json").Fails(409, 413, 415)
            .WithSummary("Add a receiver. Its secret is in this answer and in no other.");
        webhooks.MapGet("", (WebhookBook book) =>
            TypedResults.Ok(new PageAnswer<WebhookAnswer>([.. book.All().Select(WebhookAnswer.Of)], null)))
            .Fails(401, 403, 429, 503).WithSummary("All receivers.");
        webhooks.MapGet("/{id}", Find).Fails(404).WithSummary("One receiver.");
        webhooks.MapDelete("/{id}", Delete).Fails(404).WithSummary("Remove a receiver and what waits for it.");
        webhooks.MapPost("/{id}/test", TestAsync).Fails(404)
            .WithSummary("Send one message now and say what the receiver answered.");
        webhooks.MapPost("/{id}/replay", ReplayAsync).Accepts<ReplayQuestion>("application/json").Fails(404, 413, 415)
            .WithSummary("Tell a receiver everything again from a position on; one that was off is switched on.");
        webhooks.MapGet("/{id}/deliveries", Deliveries).Fails(404)
            .WithSummary("Messages to a receiver, newest first, and what became of them.");
    }

    private static async Task<Results<Created<NewWebhookAnswer>, Problem>> CreateAsync(
        HttpContext http, WebhookBook book, WebhookAddress address, JournalFollower follower)
    {
        var (asked, wrong) = await Bodies.ReadAsync<WebhookQuestion>(http);
        if (wrong is not null)
        {
            return wrong;
        }

        if (asked!.Kinds.Count == 0 || asked.Kinds.FirstOrDefault(kind => !WebhookKinds.All.Contains(kind)) is not null)
        {
            var all = string.Join(' ', WebhookKinds.All);
            return Problem.BadInput("bad-input", $"kinds 中有不认识的事件或为空；可选：{all}",
                $"kinds is empty or names an event that does not exist; choose among {all}", "kinds");
        }

        if (address.Mistake(asked.Url, out var url) is { } mistake)
        {
            return Problem.BadInput("bad-url", mistake.Zh, mistake.En, "url");
        }

        if (asked.From is < 0)
        {
            return Problem.BadInput("bad-input", "from 不能是负数；请改正。", "from is not negative; change it.", "from");
        }

        // What is older than the follower's place comes by a replay.
        var created = book.Create(url!, asked.Kinds, asked.From ?? follower.Position, CallerOf(http));
        return created is null
            ? new Problem(409, "too-many-webhooks", new(
                $"最多 {WebhookBook.MostWebhooks} 个接收地址；请先删去不用的。",
                $"There are {WebhookBook.MostWebhooks} receivers, and no more are kept; delete one first."))
            : TypedResults.Created($"/v1/webhooks/{created.Id}", NewWebhookAnswer.Of(created));
    }

    private static Results<Ok<WebhookAnswer>, Problem> Find(string id, WebhookBook book) =>
        book.Find(id) is { } found ? TypedResults.Ok(WebhookAnswer.Of(found)) : Unknown();

    private static Results<NoContent, Problem> Delete(HttpContext http, string id, WebhookBook book) =>
        book.Delete(id, CallerOf(http)) ? TypedResults.NoContent() : Unknown();

    private static async Task<Results<Ok<TestAnswer>, Problem>> TestAsync(
        HttpContext http, string id, WebhookBook book, WebhookSender sender, PoolClock clock, JournalFollower follower)
    {
        if (book.Find(id) is not { } webhook)
        {
            return Unknown();
        }

        var happened = new WebhookEvent(WebhookKinds.Test, follower.Position, 0, "test", clock.WallNow(), []);
        var outcome = await sender.TryAsync(
            new(0, webhook.Id, happened.Kind, happened.Position, 0, happened.Lane, happened.Body(), 0, webhook.Url,
                webhook.Secret),
            http.RequestAborted);
        return TypedResults.Ok(new TestAnswer(outcome.IsDelivered, outcome.Status, outcome.What));
    }

    private static async Task<Results<Ok<ReplayAnswer>, Problem>> ReplayAsync(
        HttpContext http, string id, WebhookBook book, PoolGate gate)
    {
        var (asked, wrong) = await Bodies.ReadAsync<ReplayQuestion>(http);
        if (wrong is not null)
        {
            return wrong;
        }

        return book.Find(id) is not { } webhook ? Unknown()
            : asked!.From < 0
            ? Problem.BadInput("bad-input", "from 不能是负数；请改正。", "from is not negative; change it.", "from")
            : TypedResults.Ok(new ReplayAnswer(
                await book.ReplayAsync(webhook, asked.From, gate, CallerOf(http), http.RequestAborted)));
    }

    private static Results<Ok<PageAnswer<DeliveryAnswer>>, Problem> Deliveries(
        string id, WebhookBook book, string? state = null, string? cursor = null, int? limit = null)
    {
        var before = new long[1];
        if (Cursor.Read(List, cursor, limit, before, out var isFirst) is { } wrong)
        {
            return wrong;
        }

        if (book.Find(id) is null)
        {
            return Unknown();
        }

        var size = limit ?? Cursor.DefaultLimit;
        var rows = book.Deliveries(id, state, isFirst ? long.MaxValue : before[0], size + 1);
        var next = rows.Count > size ? Cursor.Of(List, rows[size - 1].Sequence) : null;
        return TypedResults.Ok(new PageAnswer<DeliveryAnswer>([.. rows.Take(size).Select(DeliveryAnswer.Of)], next));
    }

    private static string CallerOf(HttpContext http) => http.User.FindFirstValue(Claims.Subject) ?? "";

    private static Problem Unknown() =>
        Problem.NotFound("没有这个接收地址；请核对编号。", "There is no such receiver; check the id.");
}

/// <summary>A receiver to add.</summary>
/// <param name="From">The first position it is told about; from now on when left out.</param>
internal sealed record WebhookQuestion(string Url, IReadOnlyList<string> Kinds, long? From = null);

/// <summary>From where to tell everything again.</summary>
internal sealed record ReplayQuestion(long From);

/// <summary>How many messages a replay put back.</summary>
internal sealed record ReplayAnswer(long Messages);

/// <summary>What a receiver answered to a test.</summary>
/// <param name="Status">0 when there was no answer.</param>
internal sealed record TestAnswer(bool Delivered, int Status, string What);

/// <summary>A receiver.</summary>
/// <param name="State">active, or off after it answered 410.</param>
internal sealed record WebhookAnswer(
    string Webhook, string Url, IReadOnlyList<string> Kinds, string State, long From, string CreatedAt)
{
    public static WebhookAnswer Of(Webhook it) =>
        new(it.Id, it.Url, it.Kinds, it.State, it.From, it.CreatedAt.ToString());
}

/// <summary>A new receiver with its secret.</summary>
/// <param name="Secret">Signs what is sent; shown this once.</param>
internal sealed record NewWebhookAnswer(
    string Webhook, string Url, IReadOnlyList<string> Kinds, string State, long From, string CreatedAt, string Secret)
{
    public static NewWebhookAnswer Of(Webhook it) =>
        new(it.Id, it.Url, it.Kinds, it.State, it.From, it.CreatedAt.ToString(), it.Secret);
}

/// <summary>A message and what became of it.</summary>
/// <param name="State">queued behind another of its lane, waiting, delivered or dead.</param>
internal sealed record DeliveryAnswer(
    long Sequence, string Kind, long Position, long Line, string Lane, string State, int Attempts, string NextAt,
    string? DeliveredAt, string? Failure)
{
    public static DeliveryAnswer Of(DeliveryRow it) => new(it.Sequence, it.Kind, it.Position, it.Line, it.Lane,
        it.State, it.Attempts, it.NextAt.ToString(), it.DeliveredAt?.ToString(), it.Failure);
}
