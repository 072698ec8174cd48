using System.Collections.Immutable;
using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;
using Wellspring.Shop.Malls;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;
using Wellspring.Storage;

namespace Wellspring.Shop.Tests.Malls;

/// <summary>A shop with its pool under profile CN, beside a mall whose orders the test writes.</summary>
internal sealed class MallTown : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mall-town-").FullName;
    private readonly MallWall _wall = new(new(2026, 11, 10, 2, 0, 0, TimeSpan.Zero));
    private readonly string _plan;

    public MallTown(string plan = "cn-start")
    {
        _plan = plan;
        Shop = TestStore.Open(Path.Combine(_folder, "shop.db"));
        Clock = new(_wall, Shop);
        Gate = OpenGate();
        Points = null!;
        if (!Gate.Plan.IsSandbox)
        {
            Reconnect();
        }
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ShopDatabase Shop { get; }

    public PoolClock Clock { get; }

    public PoolGate Gate { get; private set; }

    public MallConnector Mall { get; private set; } = null!;

    public MallPoints Points { get; private set; }

    public MallScript There { get; } = new();

    public MallSettings Settings { get; } = new()
    {
        Name = "crmeb", Kind = MallKind.Crmeb, Secret = new('s', 40), Funding = FundingMode.OwnGoods,
        FundingReference = "bill-1", Merchant = "shop-1",
        Merchants = ImmutableDictionary<string, string>.Empty.Add("3", "shop-3"),
    };

    public Instant Now => Clock.Now();

    public TimeProvider Wall => _wall;

    /// <summary>Connects a mall in a real database instead of the script.</summary>
    public void Connect(MallSettings settings, IMallSource source) =>
        Mall = MallConnector.Open(settings, Shop, Gate, Clock, source);

    /// <summary>Stops the pool, as a power cut would between two commands.</summary>
    public ValueTask StopAsync() => Gate.DisposeAsync();

    /// <summary>Starts again on the same files.</summary>
    public void Start()
    {
        Gate = OpenGate();
        Reconnect();
    }

    public async Task PassAsync(TimeSpan time)
    {
        _wall.Now += time;
        await Gate.AdvanceAsync(Cancellation);
    }

    /// <summary>A member who has consented and is bound to a user of the mall.</summary>
    public async Task JoinAsync(string user, string member)
    {
        Consent(member);
        Assert.Null(await Mall.LinkAsync(Link(user), member, english: false, Cancellation));
    }

    public void Consent(string member) => Shop.Write(transaction =>
    {
        transaction.Execute($"""
            INSERT INTO members (id, state, language, referral_code, origin, joined_at)
            VALUES ({member}, 'active', 'zh', {member}, {MemberBook.Mall}, {Clock.WallNow()})
            """);
        transaction.Execute($"""
            INSERT INTO consents (id, member, kind, template_hash, text_hash, english, plan_version, plan_hash,
                given_at)
            VALUES ({"consent-" + member}, {member}, {Consents.Join}, 'template', 'text', {false}, 1, 'plan',
                {Clock.WallNow()})
            """);
    });

    public MallLink Link(string user) => new(Mall.Settings.Name, user, Clock.WallNow().Plus(new(600_000)));

    /// <summary>Gives a member points by an order of our own that became final.</summary>
    public async Task EarnAsync(string member, long yuan)
    {
        var id = Ids.New("own");
        await Gate.SubmitAsync(
        [
            new PoolCommand.PlaceOrder(id + ":p", Now, id, member, "own", Money.FromYuan(yuan),
                new Funding(FundingMode.OwnGoods, "bill"), []),
            new PoolCommand.DeliverOrder(id + ":d", Now, id),
        ], Cancellation);
        await PassAsync(TimeSpan.FromDays(8));
    }

    public Task<Points> HeldAsync(string member) =>
        Gate.ReadAsync(desk => desk.Names.Find(member) is { Value: > 0 } number
            ? desk.Pool.Held(number)
            : Core.Points.Zero, Cancellation);

    public Task<PendingOrder?> PendingAsync(string number) =>
        Gate.ReadAsync(desk => desk.Pool.PendingOf(MallIds.OrderOf(Mall.Settings.Name, number)), Cancellation);

    public Task<Backing> BackingAsync() => Gate.ReadAsync(desk => desk.Pool.Backing, Cancellation);

    public Task<long> PositionAsync() => Gate.ReadAsync(desk => desk.Position, Cancellation);

    /// <summary>The commands of an order that the pool accepted, and why not where it did not.</summary>
    public string[] Commands(string number) => [.. Shop.Read(reader => reader.All(
        $"""
        SELECT id, state, reason FROM pool_commands WHERE id LIKE {"mall.crmeb." + number + ":%"} ORDER BY sequence
        """,
        row => $"{row.Text(0)[$"mall.crmeb.{number}:".Length..]} {row.TextOrNull(2) ?? row.Text(1)}"))];

    public string[] Faults() => [.. Shop.Read(reader => reader.All(
        $"SELECT number FROM mall_faults ORDER BY number", row => row.Text(0)))];

    public async ValueTask DisposeAsync()
    {
        Points?.Dispose();
        await Gate.DisposeAsync();
        Shop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private PoolGate OpenGate() =>
        PoolGate.Open(new PoolDirectory(Path.Combine(_folder, "pool")), ReadPlan(_plan), Shop, Clock);

    private void Reconnect()
    {
        Points?.Dispose();
        Mall = MallConnector.Open(Settings, Shop, Gate, Clock, There);
        Points = new(Mall, Shop, Gate, Clock);
    }

    private static Plan ReadPlan(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "plans", name + ".json"));
        var (draft, _) = PlanFile.Read(text);
        Assert.True(PlanReview.TryApprove(draft!, out var plan, out var findings), string.Join('\n', findings));
        return plan!;
    }
}

/// <summary>A mall that tells what the test says, all of it every time.</summary>
internal sealed class MallScript : IMallSource
{
    private readonly Dictionary<string, MallOrder> _orders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _late = new(StringComparer.Ordinal);

    public int Readings { get; private set; }

    /// <summary>Puts an order, or what became of it.</summary>
    public MallOrder Put(
        string number, string user, long yuan, Instant paidAt, long refunded = 0, Instant? received = null,
        string store = "0") => _orders[number] = new(
            number, user, store, Money.FromYuan(yuan), Money.FromYuan(refunded), paidAt, received, []);

    public void Put(MallOrder order) => _orders[order.Order] = order;

    /// <summary>Keeps an order from the readings, as a commit does that comes after the overlap.</summary>
    public void Hide(string number) => _late.Add(number);

    public void Remove(string number) => _orders.Remove(number);

    public Task<MallPage> ReadAsync(string? cursor, CancellationToken cancellation)
    {
        Readings++;
        return Task.FromResult(new MallPage(
            [.. _orders.Values.Where(order => !_late.Contains(order.Order))], [],
            Readings.ToString(CultureInfo.InvariantCulture), More: false));
    }

    public Task<MallPage> PaidBetweenAsync(Instant from, Instant to, CancellationToken cancellation) =>
        Task.FromResult(new MallPage(
            [.. _orders.Values.Where(order => order.PaidAt >= from && order.PaidAt < to)], [], "", More: false));
}
