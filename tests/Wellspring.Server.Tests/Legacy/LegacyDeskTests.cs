using System.Text;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Shop.Access;
using Wellspring.Shop.Auditing;
using Wellspring.Shop.Database;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Pools;
using Caller = Wellspring.Server.Tests.Api.Caller;

namespace Wellspring.Server.Tests.Legacy;

/// <summary>From the old platform's files to the pool, and what newcomers and programs are told of it.</summary>
public sealed class LegacyDeskTests(OfferServer shared) : IClassFixture<OfferServer>
{
    private const string Header = "claim,creditor,kind,amount,quantity,unitValue,since,evidence,origin\n";

    private readonly RunningServer _server = shared.Server;

    private ClaimImports Imports => _server.Get<ClaimImports>();

    [Fact]
    public async Task A_dry_run_changes_nothing_and_the_file_is_registered_once()
    {
        var text = Header + Row("i-1", "acc-1", "cash,1000.00,,") + Row("i-2", "acc-1", "old-points,,500,0.5")
            + Row("i-3", "acc-2", "goods,30,,");
        var before = (await _server.DebtAsync()).Claimed;

        var dry = await Imports.DryRunAsync(File(text), null, default);
        Assert.Equal((3L, 2L, before), (dry.New.Claims, dry.NewCreditors, (await _server.DebtAsync()).Claimed));
        var run = await Imports.RunAsync(File(text), "old/claims.csv", "u-1", null, default);
        var again = await Imports.RunAsync(File(text), "claims.csv", "u-1", null, default);
        var changed = await Imports.RunAsync(
            File(text.Replace("1000.00", "1000.01", StringComparison.Ordinal) + Row("i-4", "acc-3", "cash,1,,")),
            "claims.csv", "u-1", null, default);

        Assert.Equal((dry.After, new(3, Money.FromYuan(1_280)), 0L), (run.After, run.Done, run.Refused));
        Assert.Equal((0L, 3L, true), (again.New.Claims, again.Known.Claims, again.AddsUp));
        Assert.Equal(("claim-exists", 2L), (changed.Conflicts[0].Code, changed.Conflicts[0].Line));
        Assert.Equal((0L, true), (changed.Done.Claims, changed.AddsUp));
        Assert.Equal(before + Money.FromYuan(1_280), (await _server.DebtAsync()).Claimed);
        var member = Known("acc-1")!;
        Assert.StartsWith("m-", member, StringComparison.Ordinal);
        Assert.Equal((Money.FromYuan(1_250), (OfferAnswer?)null), (
            (await _server.CreditorAsync(member)).Unconverted, (await _server.CreditorAsync(member)).Answer));
        Assert.Null(Known("acc-3"));
        var note = Imports.Newest(10).Single(one => one.FileHash == dry.File.Hash);
        Assert.Equal(
            ("claims.csv", "done", 3L, Money.FromYuan(1_280)), (note.File, note.State, note.Done, note.Amount));
    }

    [Fact]
    public async Task Who_joins_with_the_lists_address_has_the_claim_and_the_old_referrer()
    {
        var list = "account,contact,name,referrer\nold-1,old1@example.org,张三,\nold-2,old2@example.org,,old-1\n"
            + "old-3,old3@example.org,,old-2\n";
        var noted = _server.Get<MemberImports>().Run(File(list), "members.csv", "u-1", null, default);
        Assert.True(noted.IsClean, string.Join('\n', noted.Problems));
        await Imports.RunAsync(File(Header + Row("j-1", "old-2", "cash,40,,")), "c.csv", "u-1", null, default);
        Assert.Equal(0, _server.Get<ShopDatabase>().Read(reader =>
            reader.Number($"SELECT count(*) FROM members WHERE mail LIKE 'old%'")));
        var waiting = Known("old-2")!;

        // The referred one first: the binding waits for the referrer.
        var second = await JoinAsync("old2@example.org");
        Assert.Equal((waiting, null), (second, await ReferrerAsync(second)));
        var first = await JoinAsync("old1@example.org");
        var third = await JoinAsync("old3@example.org");

        Assert.Equal(Money.FromYuan(40), (await _server.CreditorAsync(second)).Unconverted);
        Assert.Equal((first, second), (await ReferrerAsync(second), await ReferrerAsync(third)));
        var again = _server.Get<MemberImports>().Run(File(list), "members.csv", "u-1", null, default);
        Assert.Equal((3L, 3L), (again.Noted, again.Joined));
    }

    [Fact]
    public async Task Newcomers_read_what_is_owed_now_and_nobody_agrees_to_a_smaller_debt()
    {
        await _server.OweAsync("m-hidden", 777, "hidden-1");
        using var visitor = _server.Visit();
        await visitor.OpenAsync("/join");
        var open = Written.Yuan((await _server.DebtAsync()).Open).Zh;
        Assert.Contains($"未清历史债务{open}元", visitor.Text, StringComparison.Ordinal);

        await _server.OweAsync("m-hidden", 111, "hidden-2");
        await visitor.AgreeAsync("late@example.org");

        var now = Written.Yuan((await _server.DebtAsync()).Open).Zh;
        Assert.Equal("/join", visitor.Location);
        Assert.Contains($"未清历史债务{now}元", visitor.Text, StringComparison.Ordinal);
        Assert.Contains("入会页须显示未清历史债务总额", visitor.Text, StringComparison.Ordinal);
        await visitor.AgreeAsync("late@example.org");
        Assert.StartsWith("/join/code/", visitor.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_tells_everybody_the_totals_and_keys_the_rest()
    {
        using var nobody = new Caller(_server.Address, null);
        using var caller = Caller.Of(_server, Scopes.ReadMembers, Scopes.WriteCommands);
        var bad = Header + "a b,acc-7,cash,1,,,2021-03-05,x,y\n";
        var good = Header + Row("api-1", "m-api", "cash,12.30,,");

        var refused = await caller.PostAsync("/v1/legacy/claims/import", bad, type: "text/csv");
        refused.Refused(System.Net.HttpStatusCode.UnprocessableEntity, "bad-rows");
        var dry = (await caller.PostAsync("/v1/legacy/claims/import?dryRun=true", bad, type: "text/csv")).Done().Json;
        Assert.Equal("claim-id", dry.GetProperty("problems")[0].GetProperty("code").GetString());
        var done = (await caller.PostAsync("/v1/legacy/claims/import", good, type: "text/csv")).Done().Json;
        Assert.Equal("12.300000", done.GetProperty("registered").GetProperty("amount").GetString());
        (await caller.PostAsync("/v1/legacy/claims/import", good))
            .Refused(System.Net.HttpStatusCode.UnsupportedMediaType, "content-type");

        var totals = (await nobody.GetAsync("/v1/legacy")).Done().Json;
        Assert.Equal((await _server.DebtAsync()).Claimed.ToString(), totals.GetProperty("claimed").GetString());
        var member = Known("m-api")!;
        var creditor = (await caller.GetAsync($"/v1/legacy/creditors/{member}")).Done().Json;
        Assert.Equal("12.300000", creditor.GetProperty("unconverted").GetString());
        Assert.Equal("api-1", creditor.GetProperty("claims")[0].GetProperty("claim").GetString());
        (await caller.GetAsync("/v1/legacy/creditors/nobody")).Refused(System.Net.HttpStatusCode.NotFound, "not-found");
        var claims = (await caller.GetAsync($"/v1/legacy/claims?member={member}&state=open")).Done().Json;
        Assert.Equal(1, claims.GetProperty("items").GetArrayLength());
        var pages = (await caller.GetAsync("/v1/legacy/claims?limit=1")).Done().Json;
        Assert.Equal(1, pages.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Export_14_holds_claims_answers_and_the_money_behind_them()
    {
        await _server.OweAsync("m-audit", 60, "audit-1");
        var offers = _server.Get<LegacyOffers>();
        var offer = (await offers.FindAsync("m-audit", default))!;
        await offers.AnswerAsync("m-audit", new(OfferAnswer.Yes, offer.Hash(false), false), default);
        await _server.FundAsync(5, "v-audit");

        var rows = RowsOf14();

        var number = await _server.PoolAsync(pool => pool.Claim("audit-1")!.Member.ToString());
        Assert.Contains(rows["14-claims"], row => row[2] == "registered" && row[3] == "audit-1" && row[4] == number
            && row[6] == "60.000000" && row[9] == "2021-03-14");
        Assert.Contains(rows["14-answers"], row => row[3] == "yes" && row[4] == number && row[6] == "60.000000"
            && row[5] == offer.Hash(false));
        Assert.Contains(rows["14-consents"], row => row[2] == number
            && row[6] == offer.Hash(false) && row[9] == "page");
        Assert.Contains(rows["14-backing"], row => row[2] == "fund" && row[4] == "5.000000" && row[7] == "v-audit");
        Assert.Null(AuditExports.All.Single(export => export.Number == 14).Note);
    }

    [Fact]
    public async Task An_auditors_pack_proves_the_deposits_behind_locked_points()
    {
        var shop = await _server.SeedShopAsync();
        await _server.OweAsync("m-backed", 1_000, "backed-1");
        await _server.AgreeAsync("m-backed");
        await _server.FundAsync(900, "v-backed");
        var order = await _server.BuyAsync("m-backed", shop.AtTheTill(100) with { Coins = new CoinsWish.All() });
        Assert.True((await _server.Get<ShopOrders>().HandOverAsync(shop.OwnTill, order.Id, default)).IsDone);
        await _server.PassAsync(TimeSpan.FromDays(8));
        var bought = await _server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.BuyLockedPoints(
                "buy-backed", _server.Get<PoolClock>().Now(), "m-backed", Money.FromYuan(7), "own", "v-buy", null),
            default);
        Assert.Equal(Refusal.None, bought.Reason);

        var folder = Path.Combine(_server.Folder, "pack-of-legacy");
        using var key = PackKey.Open(Path.Combine(_server.Folder, "pack-keys"));
        AuditPack.Write(_server.Get<PoolGate>().Directory, _server.Get<ShopDatabase>(), key, folder, new());
        var verdict = new PackCheck(folder).Run(key.Fingerprint);

        Assert.Empty(verdict.Damages);
        Assert.True(verdict.Mints >= 2);
        var mints = await System.IO.File.ReadAllLinesAsync(Path.Combine(folder, "05-mints.jsonl"));
        Assert.Contains(mints, line => line.Contains(order.Id, StringComparison.Ordinal)
            && line.Contains("\"deposit\":\"8.000000\"", StringComparison.Ordinal));
        Assert.Contains(mints, line => line.Contains("\"deposit\":\"7.000000\"", StringComparison.Ordinal));
        var goods = RowsOf14()["14-goods"].Single(row => row[3] == order.Id);
        Assert.Equal(("50.000000", "8.000000"), (goods[7], goods[8]));
    }

    private Dictionary<string, List<string?[]>> RowsOf14()
    {
        var directory = _server.Get<PoolGate>().Directory;
        using var journal = directory.OpenToRead();
        var names = directory.Load().Names;
        return _server.Get<ShopDatabase>().Read(reader =>
        {
            var source = new AuditSource(journal, names, reader, new byte[32]);
            return AuditExports.All.Single(export => export.Number == 14).Tables.ToDictionary(
                table => table.File,
                table => table.Rows(source).Select(row => row.Select((cell, column) =>
                    Cells.Write(source, table.Columns[column], cell, isMasked: true)).ToArray()).ToList());
        });
    }

    private async Task<string> JoinAsync(string address)
    {
        using var walker = _server.Visit();
        return await _server.JoinAsync(walker, address);
    }

    private Task<string?> ReferrerAsync(string member) => _server.Get<PoolGate>().ReadAsync(
        desk => desk.Pool.Member(desk.Names.Find(member)).Referrer is var referrer && referrer != MemberNumber.None
            ? desk.Names.NameOf(referrer)
            : null,
        Shopping.Never);

    private string? Known(string cell) =>
        _server.Get<ShopDatabase>().Read(reader => OldCreditors.Known(reader, cell));

    private static string Row(string claim, string creditor, string worth) =>
        $"{claim},{creditor},{worth},2021-03-05,{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            Encoding.UTF8.GetBytes(claim)))},返利账户\n";

    private static MemoryStream File(string text) => new(Encoding.UTF8.GetBytes(text));
}
