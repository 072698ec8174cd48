namespace Wellspring.Server.Tests.Members;

/// <summary>A plan of profile CN as it starts: goods only, no cap, no withdrawal.</summary>
internal static class CnPlan
{
    public const string Text = """
        {
          "id": "cn-test", "version": 1, "name": { "zh": "稳妥小店", "en": "Careful shop" }, "operator": "Test",
          "profile": "CN", "timeZone": "+08:00",
          "pool": { "startPrice": "1", "float": "1000", "mintRatio": "70%", "splitAt": "1000" },
          "split": { "commission": "20%", "platform": "2%", "rewardBudget": "2%", "unassignedRewards": "pool" },
          "selling": { "enabled": false, "retention": "20%" },
          "redeeming": { "enabled": true, "redeemRate": "100%", "maxShareOfOrder": "50%" },
          "cap": { "multiple": "none" },
          "orders": { "returnWindow": "7d" },
          "rewards": { "direct": "0.3%" },
          "wallet": { "withdrawal": { "enabled": false } }
        }
        """;
}
