using System.Text.Json;
using Wellspring.Core;
using Wellspring.Server.Tests.Api;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Merchants;
using Wellspring.Server.Tests.Orders;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Access;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Pools;
using Caller = Wellspring.Server.Tests.Api.Caller;

namespace Wellspring.Server.Tests.Rewards;

/// <summary>The golden sheet of pool-rules 9, one and the same wherever it is shown.</summary>
public sealed class SheetTests
{
    private static readonly string[] Golden =
    [
        "direct 3.000000", "indirect 2.000000", "merchant-developer 5.000000", "district-agent 1.000000",
        "city-agent 1.000000", "province-agent 1.000000",
    ];

    [Fact]
    public async Task The_api_gives_the_golden_sheet_as_an_estimate_and_then_as_booked()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        await server.SettleInAsync();
        using var caller = Caller.Of(server, Scopes.ReadMembers);
        await server.PlaceAsync("o-1");

        var before = (await caller.GetAsync("/v1/orders/o-1/sheet")).Json;
        await server.PassAsync(TimeSpan.FromDays(8));
        var after = (await caller.GetAsync("/v1/orders/o-1/sheet")).Json;

        Assert.True(before.GetProperty("estimate").GetBoolean());
        Assert.False(after.GetProperty("estimate").GetBoolean());
        foreach (var sheet in new[] { before, after })
        {
            Assert.Equal(Golden, Lines(sheet));
            Assert.Equal("7.000000", sheet.GetProperty("remainder").GetString());
            Assert.Equal("20.000000", sheet.GetProperty("budget").GetString());
        }

        Assert.Equal("m-ann", after.GetProperty("lines")[0].GetProperty("payee").GetString());
        Assert.True(after.GetProperty("position").GetInt64() > 0);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await caller.GetAsync("/v1/orders/o-none/sheet")).Status);
    }

    [Fact]
    public async Task The_buyers_page_the_console_and_the_command_line_show_the_same_sheet()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        var shop = await server.SeedShopAsync();
        await server.SettleInAsync("elsewhere");
        await server.DoAsync(new Core.Pools.PoolCommand.RegisterMerchant(
            "dev", server.Get<PoolClock>().Now(), shop.Own, Rate.FromParts(200_000)) { Developer = "m-dev" });
        await server.EarnAsync(shop, "m-buyer", 1000);
        var order = server.Get<OrderReading>().OfMember("m-buyer", null, 1).Orders[0].Id;
        using var buyer = server.VisitAs("m-buyer");

        await buyer.OpenAsync($"/orders/{order}");
        var sheet = string.Join(' ', buyer.Document.QuerySelector("#sheet")!.TextContent.Split(
            default(char[]), StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(
            "推荐人 安** 0.3%¥3.00推荐人的推荐人 本** 0.2%¥2.00招商人 德** 0.5%¥5.00区代 区** 0.1%¥1.00"
            + "市代 市** 0.1%¥1.00省代 省** 0.1%¥1.00未分配（归平台）¥7.00 奖励预算合计¥20.00", sheet);

        var admin = Console.Crew.Admin(server);
        using var staff = await admin.LogInAsync();
        await staff.OpenAsync($"/console/orders/{order}");
        foreach (var line in new[]
        {
            "推荐人 · m-ann · 0.3%¥3.000000", "推荐人的推荐人 · m-ben · 0.2%¥2.000000",
            "招商人 · m-dev · 0.5%¥5.000000", "区代 · m-da · 0.1%¥1.000000", "市代 · m-ci · 0.1%¥1.000000",
            "省代 · m-pro · 0.1%¥1.000000",
        })
        {
            Assert.Contains(line, staff.Text, StringComparison.Ordinal);
        }

        var (output, code) = await BuiltProgram.RunAsync(server.Folder, "sheet", order, "--data", "pool", "--json");
        Assert.True(code == 0, output);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(Golden, Lines(json.RootElement));
        Assert.Equal("7.000000", json.RootElement.GetProperty("remainder").GetString());
    }

    [Fact]
    public async Task What_refunds_took_back_stands_on_the_sheet()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        await server.SettleInAsync();
        using var caller = Caller.Of(server, Scopes.ReadMembers);
        await server.PlaceAsync("o-1");
        await server.PassAsync(TimeSpan.FromDays(8));

        await server.RefundAsync("o-1", Money.FromYuan(500));
        await server.Get<PoolFlow>().RunAsync(RewardTown.Never);

        var sheet = (await caller.GetAsync("/v1/orders/o-1/sheet")).Json;
        Assert.Equal(
            ["1.500000", "1.000000", "2.500000", "0.500000", "0.500000", "0.500000"],
            sheet.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("taken").GetString()));
    }

    [Fact]
    public async Task The_console_sums_rewards_by_person_kind_and_month()
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        await server.SettleInAsync();
        await server.PlaceAsync("o-1");
        await server.PlaceAsync("o-2", yuan: 500);
        await server.PassAsync(TimeSpan.FromDays(8));
        await server.RefundAsync("o-2", Money.FromYuan(500));
        await server.Get<PoolFlow>().RunAsync(RewardTown.Never);
        var admin = Console.Crew.Admin(server);
        using var staff = await admin.LogInAsync();

        await staff.OpenAsync("/console/rewards?payee=m-ann&month=2026-11");

        Assert.Contains(
            "m-ann推荐人2026-1124.5000001.5000003.000000",
            staff.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("安小姐", staff.Text, StringComparison.Ordinal);
    }

    private static string[] Lines(JsonElement sheet) => [.. sheet.GetProperty("lines").EnumerateArray()
        .Select(line => $"{line.GetProperty("kind").GetString()} {line.GetProperty("amount").GetString()}")];
}
