using System.Net;
using System.Security.Cryptography;
using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Auditing;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Webhooks;

namespace Wellspring.Operations.Tests.Keys;

/// <summary>New keys in the place of old ones: the new one works, the old one ends when it was said.</summary>
public sealed class RotationTests : IDisposable
{
    private static readonly Duration Day = Duration.Days(1);

    private readonly Programs _programs = new();
    private readonly ShopDatabase _database;
    private readonly Wall _wall = new();

    public RotationTests()
    {
        Directory.CreateDirectory(Keys);
        _database = ShopDatabase.Open(_programs["shop.db"]);
    }

    private string Keys => _programs["keys"];

    [Fact]
    public void An_API_key_works_on_for_a_day_beside_the_new_one_with_the_same_scopes()
    {
        var keys = new ApiKeys(_database, _wall);
        var (old, oldText) = keys.Create("till", [Scopes.ReadMembers], "cli");

        var (made, text) = keys.Rotate(old.Id, "cli", Day)!.Value;

        Assert.Equal(("till", Scopes.ReadMembers), (made.Name, Assert.Single(made.Scopes)));
        Assert.NotNull(keys.Find(oldText));
        _wall.Pass(TimeSpan.FromHours(25));
        Assert.Null(keys.Find(oldText));
        Assert.Equal(made.Id, keys.Find(text)!.Id);
        Assert.Null(keys.Rotate(old.Id, "cli", Day));
    }

    [Fact]
    public void A_rotation_lengthens_no_keys_life()
    {
        var keys = new ApiKeys(_database, _wall);
        var (old, text) = keys.Create("till", [Scopes.ReadMembers], "cli", new Duration(3_600_000));

        keys.Rotate(old.Id, "cli", Day);

        _wall.Pass(TimeSpan.FromMinutes(61));
        Assert.Null(keys.Find(text));
    }

    [Fact]
    public async Task A_receiver_gets_both_signatures_until_the_old_secret_ends()
    {
        var clock = new PoolClock(_wall, _database);
        var book = new WebhookBook(_database, clock);
        await using var receiver = await Receiver.StartAsync();
        var hook = book.Create(receiver.Address, WebhookKinds.All, from: 0, "k-1")!;
        Queue(hook);

        var secret = book.Rotate(hook.Id, "cli", Day)!;
        var during = await SignaturesAsync(clock, receiver);
        Assert.Equal([receiver.Expect(secret), receiver.Expect(hook.Secret)], during);

        _wall.Pass(TimeSpan.FromHours(25));
        Queue(hook);
        var after = await SignaturesAsync(clock, receiver);
        Assert.Equal([receiver.Expect(secret)], after);
    }

    [Fact]
    public void Everybody_or_only_staff_is_logged_out()
    {
        var sessions = new Sessions(_database, _wall);
        var (member, _) = sessions.Open(Sessions.Member, "m-1", secondFactor: false);
        var (staff, _) = sessions.Open(Sessions.Staff, "s-1", secondFactor: true);

        Assert.Equal(1, sessions.EndAll(Sessions.Staff, "cli"));
        Assert.Null(sessions.Find(staff));
        Assert.NotNull(sessions.Find(member));
        Assert.Equal(1, sessions.EndAll(null, "cli"));
        Assert.Null(sessions.Find(member));
    }

    [Fact]
    public void Packs_signed_before_stay_what_they_are()
    {
        byte[] manifest = [1, 2, 3];
        byte[] signature;
        string before;
        using (var key = PackKey.Open(Keys))
        {
            (signature, before) = (key.Sign(manifest), key.PublicKey);
        }

        var (old, made) = PackKey.Rotate(Keys);

        using var after = PackKey.Open(Keys);
        Assert.Equal((PackKey.FingerprintOf(before), after.Fingerprint), (old, made));
        Assert.NotEqual(old, made);
        Assert.True(PackKey.Verifies(manifest, signature, before));
        Assert.False(PackKey.Verifies(manifest, after.Sign(manifest), before));
        Assert.Single(Directory.GetFiles(Keys, "*.retired.pem"));
    }

    [Fact]
    public void Identities_are_sealed_anew_and_found_by_their_new_hashes()
    {
        var old = PersonalBox.Open(Keys);
        Insert("py-1", old, Person("11010119900101123X", "6222000011112222"), hasAccount: true);
        Insert("py-2", old, Person("110101199002021234", ""), hasAccount: false);

        Assert.Equal(2, PersonalBox.Rotate(Keys, _database, Instant.From(_wall.GetUtcNow()), "cli"));

        var box = PersonalBox.Open(Keys);
        var rows = Rows();
        Assert.Equal("11010119900101123X", box.Open("py-1", rows["py-1"].Sealed).Number);
        Assert.Null(old.TryOpen("py-1", rows["py-1"].Sealed));
        Assert.Equal(box.HashOf("11010119900101123X"), rows["py-1"].IdHash);
        Assert.Equal(box.HashOf("manual6222000011112222"), rows["py-1"].AccountHash);
        Assert.Equal("", rows["py-2"].AccountHash);
        Assert.False(File.Exists(Path.Combine(Keys, "personal.key.new")));
    }

    [Fact]
    public void A_rotation_that_was_killed_before_its_end_goes_on()
    {
        var old = PersonalBox.Open(Keys);
        Insert("py-1", old, Person("11010119900101123X", "6222000011112222"), hasAccount: true);

        // Killed between the records and the file: the new key lies beside the old one, records are sealed under it.
        var next = RandomNumberGenerator.GetBytes(32);
        File.WriteAllBytes(Path.Combine(Keys, "personal.key.new"), next);
        Insert("py-2", new PersonalBox(next), Person("110101199002021234", "1"), hasAccount: true);

        Assert.Equal(1, PersonalBox.Rotate(Keys, _database, Instant.From(_wall.GetUtcNow()), "cli"));

        var box = PersonalBox.Open(Keys);
        Assert.Equal(next, File.ReadAllBytes(Path.Combine(Keys, "personal.key")));
        Assert.All(Rows(), row => Assert.NotNull(box.TryOpen(row.Key, row.Value.Sealed)));
    }

    [Fact]
    public async Task Each_is_a_command()
    {
        var shop = _programs["shop"];
        await using (await _programs.ServeAsync(null, "--data", shop, "--plan", Repository.Path("plans/starter.json")))
        {
            var key = (await _programs.RunAsync("key", "create", "--data", shop, "--name", "till", "--scope",
                "members:read", "--json")).Exits(0);
            var id = System.Text.Json.JsonDocument.Parse(key.Output).RootElement.GetProperty("keyId").GetString()!;
            Assert.StartsWith("wsk-", (await _programs.RunAsync(
                "rotate", "api-key", id, "--data", shop)).Exits(0).Output, StringComparison.Ordinal);
            (await _programs.RunAsync("rotate", "api-key", "k-none", "--data", shop)).Exits(2);
            (await _programs.RunAsync("rotate", "webhook", "wh-none", "--data", shop)).Exits(2);
            (await _programs.RunAsync("rotate", "sessions", "--of", "staff", "--data", shop)).Exits(0);
            (await _programs.RunAsync("rotate", "cookies", "--data", shop)).Exits(0);
            (await _programs.RunAsync("rotate", "audit", "--data", shop)).Exits(0);

            // The one that a running platform has in memory.
            (await _programs.RunAsync("rotate", "personal", "--data", shop)).Exits(2);
        }

        (await _programs.RunAsync("rotate", "personal", "--data", shop)).Exits(0);
        await using var again = await _programs.ServeAsync(null, "--data", shop);
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(again.Address, "/join"))).StatusCode);
    }

    public void Dispose()
    {
        _database.Dispose();
        _programs.Dispose();
    }

    private static PersonalDetails Person(string number, string account) => new(
        "张三", "resident", number, "1990-01-01", "", "manual", "工行", account, "张三");

    private void Insert(string id, PersonalBox box, PersonalDetails details, bool hasAccount) =>
        _database.Write(transaction => transaction.Execute($"""
            INSERT INTO payees (id, member, state, sealed, id_hash, account_hash, account_tail, channel, consent,
                submitted_at)
            VALUES ({id}, {"m-" + id}, 'approved', {box.Seal(id, details)}, {box.HashOf(details.Number)},
                {(hasAccount ? box.HashOf(details.Channel + details.Account) : "")}, '', 'manual', 'c-1', 1)
            """));

    private Dictionary<string, (byte[] Sealed, string IdHash, string AccountHash)> Rows() => _database.Read(
        reader => reader.All(
            $"SELECT id, sealed, id_hash, account_hash FROM payees",
            row => (Id: row.Text(0), Row: (row.Bytes(1), row.Text(2), row.Text(3))))
            .ToDictionary(row => row.Id, row => row.Row));

    private void Queue(Webhook hook) => _database.Write(transaction => transaction.Execute($"""
        INSERT INTO deliveries (webhook, kind, position, line, lane, body, state, attempts, next_at)
        VALUES ({hook.Id}, 'order.settled', {Instant.From(_wall.GetUtcNow()).Milliseconds}, 0, 'o-1', {Receiver.Body},
            'waiting', 0, 0)
        """));

    private async Task<string[]> SignaturesAsync(PoolClock clock, Receiver receiver)
    {
        using var sender = new WebhookSender(
            _database, clock, new WebhookOptions(), new WebhookAddress([], allowLoopback: true));
        await sender.SendAsync(Assert.Single(sender.Due(10)), TestContext.Current.CancellationToken);
        return receiver.Signatures;
    }

    private sealed class Wall : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);

        public void Pass(TimeSpan time) => _now += time;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
