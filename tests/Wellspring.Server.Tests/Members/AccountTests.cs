using System.Net;
using System.Text;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Members;

/// <summary>A member's own account: profile, login address, export, leaving.</summary>
public sealed class AccountTests
{
    private const string Anna = "anna@example.org";

    [Fact]
    public async Task From_joining_to_leaving_by_pages_alone()
    {
        await using var server = await RunningServer.StartAsync();
        using var ben = server.Visit();
        using var anna = server.Visit();
        var benId = await server.JoinAsync(ben, "ben@example.org");
        var id = await server.JoinAsync(anna, Anna, server.ReferralCodeOf(benId));

        await anna.OpenAsync("/me");
        await anna.SendAsync("#logout");
        await server.LogInAsync(anna, Anna);
        await anna.OpenAsync("/me");
        await anna.SendAsync("#profile", ("nickname", "安娜"), ("language", "en"));
        Assert.Contains("Save", anna.Text, StringComparison.Ordinal);
        Assert.Equal("安娜", anna.Document.QuerySelector("#nickname")!.GetAttribute("value"));
        using var export = JsonDocument.Parse(
            await anna.Client.GetStringAsync(new Uri("/me/export", UriKind.Relative)));
        Assert.Equal(id, export.RootElement.GetProperty("member").GetString());

        await anna.OpenAsync("/me/close");
        await anna.SendAsync("form[action='/me/close']");
        await anna.SendAsync("#code-form", ("code", await server.CodeForAsync(Anna)), ("sure", "yes"));

        Assert.Equal("/closed", anna.Location);
        await anna.OpenAsync("/me");
        Assert.StartsWith("/login", anna.Location, StringComparison.Ordinal);
        Assert.Equal(
            MemberState.Closed, server.Get<ShopDatabase>().Read(reader => MemberBook.Find(reader, id))!.State);
    }

    [Fact]
    public async Task A_closed_account_leaves_no_byte_of_its_person_behind()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        var id = await server.JoinAsync(anna, "anna.lindqvist@example.org", nickname: "Lindqvistnick");
        for (var number = 0; number < 30; number++)
        {
            using var other = server.Visit();
            await server.JoinAsync(other, $"other{number}@example.org");
        }

        await anna.OpenAsync("/me/contact");
        await anna.SendAsync("form[action='/me/contact']", ("address", "13900139001"));
        await anna.SendAsync("#code-form", ("code", await server.CodeForAsync("+8613900139001")));
        await AddAddressAsync(anna);
        await anna.OpenAsync("/me/tickets/new");
        await anna.SendAsync(
            "form[action='/me/tickets']", ("subject", "邮箱"), ("text", "我的邮箱是 anna.lindqvist@example.org"));
        server.Get<ShopDatabase>().Write(transaction => AddPersonalRecords(transaction, id));
        Assert.True(Holds(server, "anna.lindqvist@example.org") && Holds(server, "Lindqvistrecipient"));

        await anna.OpenAsync("/me/close");
        await anna.SendAsync("form[action='/me/close']");
        await anna.SendAsync(
            "#code-form", ("code", await server.CodeForAsync("anna.lindqvist@example.org")), ("sure", "yes"));
        Assert.Equal("/closed", anna.Location);

        foreach (var trace in new[]
        {
            "anna.lindqvist", "Lindqvistnick", "13900139001", "Lindqviststreet", "Lindqvistname", "13700137001",
            "Lindqvistrecipient", "Lindqvistpayee", "198.51.100.77", "openid-lindqvist",
        })
        {
            Assert.False(Holds(server, trace), $"{trace} is still there");
        }

        // What the law obliges to keep stands under the pseudonym.
        Assert.Equal(1, server.Get<ShopDatabase>().Read(reader =>
            reader.Number($"SELECT count(*) FROM tickets WHERE member = {id}")));
        Assert.All(
            server.Get<ShopDatabase>().Read(reader => Consents.Of(reader, id)),
            consent => Assert.NotNull(consent.WithdrawnAt));
    }

    [Fact]
    public async Task An_account_does_not_close_while_something_is_owed_and_says_what_to_do()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        var id = await server.JoinAsync(anna, Anna);
        var order = await server.PlaceAsync(id, "1000");

        await anna.OpenAsync("/me/close");
        Assert.Contains("订单还在退货期", anna.Text, StringComparison.Ordinal);
        Assert.Null(anna.Document.QuerySelector("form[action='/me/close']"));

        await server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.DeliverOrder("deliver.1", server.Get<PoolClock>().Now(), order), CancellationToken.None);
        await server.PassAsync(TimeSpan.FromDays(8));
        await anna.OpenAsync("/me/close");
        Assert.Contains("您还有积分", anna.Text, StringComparison.Ordinal);
        Assert.NotNull(anna.Document.QuerySelector("#obstacles a[href='/sell']"));

        await server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.SellPoints(
                "sell.1", server.Get<PoolClock>().Now(), id, PointsAsked.All, Money.Zero, null),
            CancellationToken.None);
        await anna.OpenAsync("/me/close");
        Assert.DoesNotContain("您还有积分", anna.Text, StringComparison.Ordinal);
        Assert.Contains("零钱里还有可提现的钱", anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_earns_between_the_steps_does_not_close()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        var id = await server.JoinAsync(anna, Anna);
        await anna.OpenAsync("/me/close");
        await anna.SendAsync("form[action='/me/close']");
        var code = await server.CodeForAsync(Anna);
        await server.PlaceAsync(id, "10");

        await anna.SendAsync("#code-form", ("code", code), ("sure", "yes"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, anna.Status);
        Assert.Contains("订单还在退货期", anna.Text, StringComparison.Ordinal);
        Assert.True(server.Get<ShopDatabase>().Read(reader => MemberBook.Find(reader, id))!.IsActive);
    }

    [Fact]
    public async Task A_new_address_takes_the_place_of_the_old_which_is_told()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        using var other = server.Visit();
        var id = await server.JoinAsync(anna, Anna);
        await server.LogInAsync(other, Anna);

        await anna.OpenAsync("/me/contact");
        await anna.SendAsync("form[action='/me/contact']", ("address", "anna@new.example"));
        await anna.SendAsync("#code-form", ("code", await server.CodeForAsync("anna@new.example")));

        Assert.Equal("/me", anna.Location);
        Assert.Equal(id, server.MemberOf("anna@new.example"));
        await other.OpenAsync("/me");
        Assert.StartsWith("/login", other.Location, StringComparison.Ordinal);
        await other.OpenAsync("/outbox");
        Assert.Contains("登录方式已更改", other.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_takes_an_address_that_belongs_to_another_member()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        using var ben = server.Visit();
        var annaId = await server.JoinAsync(anna, Anna);
        var benId = await server.JoinAsync(ben, "ben@example.org");

        await ben.OpenAsync("/me/contact");
        await ben.SendAsync("form[action='/me/contact']", ("address", Anna));
        await ben.SendAsync("#code-form", ("code", await server.CodeForAsync(Anna)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, ben.Status);
        Assert.Contains("已属于另一个账户", ben.Text, StringComparison.Ordinal);
        Assert.Equal(annaId, server.MemberOf(Anna));
        Assert.Equal(benId, server.MemberOf("ben@example.org"));
    }

    [Fact]
    public async Task The_export_holds_records_and_the_statement_from_the_journal()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        var id = await server.JoinAsync(anna, Anna, nickname: "安娜");
        await server.BuyAsync(id, "1000");

        using var answer = await anna.Client.GetAsync(new Uri("/me/export", UriKind.Relative));
        using var export = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal($"wellspring-{id}.json", answer.Content.Headers.ContentDisposition!.FileName);
        var root = export.RootElement;
        Assert.Equal("1000.000000", root.GetProperty("pool").GetProperty("spent").GetString());
        Assert.Equal("112.00000000", root.GetProperty("pool").GetProperty("points").GetString());
        Assert.NotEqual(0, root.GetProperty("statement").GetArrayLength());
        var records = root.GetProperty("records");
        Assert.Equal(Anna, records.GetProperty("members")[0].GetProperty("mail").GetString());
        Assert.Equal("安娜", records.GetProperty("members")[0].GetProperty("nickname").GetString());
        Assert.Equal(2, records.GetProperty("consents").GetArrayLength());
        Assert.Equal(1, records.GetProperty("sessions").GetArrayLength());
        Assert.False(records.GetProperty("sessions")[0].TryGetProperty("token_hash", out _));
    }

    [Fact]
    public async Task No_table_about_members_is_left_out_of_the_export()
    {
        await using var server = await RunningServer.StartAsync();

        var about = server.Get<ShopDatabase>().Read(reader => StoreUnderTest.IsPostgres
            ? reader.All(
                $"""
                SELECT table_name FROM information_schema.columns AS c
                JOIN information_schema.tables AS t USING (table_schema, table_name)
                WHERE table_schema = current_schema() AND column_name = 'member' AND t.table_type = 'BASE TABLE'
                    AND table_name NOT LIKE 'view~_%' ESCAPE '~'
                """,
                row => row.Text(0))
            : reader.All(
                $"""
                SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
                WHERE m.type = 'table' AND c.name = 'member'
                """,
                row => row.Text(0)));

        Assert.Contains("orders", about);
        Assert.Empty(about.Except(MemberExport.Tables.Select(table => table.Table)));
    }

    [Fact]
    public async Task Delivery_addresses_are_chosen_tier_by_tier()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        var id = await server.JoinAsync(anna, Anna);

        await AddAddressAsync(anna);

        Assert.Equal("/me/addresses", anna.Location);
        Assert.Contains("广东省广州市天河区Lindqviststreet 1 Lindqvistname", anna.Text, StringComparison.Ordinal);
        var saved = server.Get<ShopDatabase>().Read(reader => SavedAddresses.Of(reader, id)).Single();
        Assert.Equal("440106", saved.Region);

        await anna.SendAsync($"form[action='/me/addresses/{saved.Id}/remove']");
        Assert.Contains("还没有地址", anna.Text, StringComparison.Ordinal);
    }

    // A finished order, its payment and a paid withdrawal, with all that is personal in them.
    private static void AddPersonalRecords(ShopTransaction transaction, string member)
    {
        transaction.Execute($"""
            INSERT INTO merchants (id, name, state, commission, funding, class, applied_at)
            VALUES ('mt-1', 'x', 'active', 200000, 'own-goods', 'x', 1) ON CONFLICT DO NOTHING
            """);
        transaction.Execute($"""
            INSERT INTO orders (id, member, merchant, kind, state, total, cash, redeemed, credit, credit_kept, points,
                points_scale, plain, region, recipient, phone, address, funding, created_at, expires_at)
            VALUES ('o-1', {member}, 'mt-1', 'shipped', 'final', 1, 1, 0, 0, 0, 0, 0, 0, '440106',
                'Lindqvistrecipient', '13700137001', 'Lindqviststreet 2', 'own-goods', 1, 2)
            """);
        transaction.Execute($"""
            INSERT INTO payments (id, orders, channel, amount, state, payer_address, created_at, next_query_at)
            VALUES ('p-1', 'o-1', 'simulated', 1, 'paid', '198.51.100.77', 1, 1)
            """);
        transaction.Execute($"""
            INSERT INTO withdrawals (id, member, amount, fee, from_sales, from_rewards, state, channel, payee,
                payee_name, requested_at)
            VALUES ('w-1', {member}, 1, 0, 1, 0, 'paid', 'simulated', 'openid-lindqvist', 'Lindqvistpayee', 1)
            """);
    }

    private static async Task AddAddressAsync(Walker walker)
    {
        await walker.OpenAsync("/me/addresses/new?region=440000");
        Assert.Contains("广州市", walker.Text, StringComparison.Ordinal);
        await walker.OpenAsync("/me/addresses/new?region=440106");
        await walker.SendAsync(
            "#address-form", ("street", "Lindqviststreet 1"), ("name", "Lindqvistname"), ("phone", "13700137001"));
    }

    private static bool Holds(RunningServer server, string text)
    {
        if (StoreUnderTest.IsPostgres && StoreUnderTest.Holds(server.Folder, text))
        {
            return true;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var file in Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(
                file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            if (content.AsSpan().IndexOf(bytes) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
