using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Rewards;

/// <summary>What kinds and states of rewards, appointments and occupations say to a person.</summary>
internal static class RewardWords
{
    /// <summary>Who the payee of such a reward is, seen from the order.</summary>
    public static Bilingual PayeeOf(RewardKind kind) => kind switch
    {
        RewardKind.Direct => new("推荐人", "Referrer"),
        RewardKind.Indirect => new("推荐人的推荐人", "The referrer's referrer"),
        RewardKind.MerchantDeveloper => new("招商人", "Who brought the shop in"),
        RewardKind.DistrictAgent => new("区代", "District agent"),
        RewardKind.CityAgent => new("市代", "City agent"),
        RewardKind.ProvinceAgent => new("省代", "Province agent"),
        RewardKind.Level => new("级差奖", "Level reward"),
        RewardKind.Peer => new("平级奖", "Peer bonus"),
        _ => new(kind.Code, kind.Code),
    };

    public static Bilingual Of(RewardKind kind) => kind switch
    {
        RewardKind.Direct => new("直推奖励", "Direct referral"),
        RewardKind.Indirect => new("间推奖励", "Indirect referral"),
        RewardKind.MerchantDeveloper => new("招商奖励", "Store you brought in"),
        RewardKind.DistrictAgent => new("区代奖励", "District agent"),
        RewardKind.CityAgent => new("市代奖励", "City agent"),
        RewardKind.ProvinceAgent => new("省代奖励", "Province agent"),
        RewardKind.Level => new("级差奖", "Level reward"),
        RewardKind.Peer => new("平级奖", "Peer bonus"),
        _ => new(kind.Code, kind.Code),
    };

    /// <summary>The rule in words: a share of what.</summary>
    public static Bilingual RuleOf(RewardKind kind, Rate rate) => kind switch
    {
        RewardKind.Peer => new($"下一级差额的 {rate}", $"{rate} of the differential below"),
        _ => new($"订单净额的 {rate}", $"{rate} of the order's net amount"),
    };

    public static Bilingual Of(RewardState state) => state switch
    {
        RewardState.Held => new("待结算（估计）", "Held, an estimate"),
        RewardState.Paid => new("已到账", "Paid"),
        RewardState.PartlyReturned => new("部分收回", "Partly taken back"),
        _ => new("已收回", "Taken back"),
    };

    public static Bilingual OfAgency(string state) => state switch
    {
        AgencyCard.Drafted => new("草稿", "Draft"),
        AgencyCard.Disclosed => new("已送达披露，等待签署", "Disclosed, waiting for signature"),
        AgencyCard.Signed => new("已签署，正在登记", "Signed, being registered"),
        AgencyCard.Appointed => new("已任命", "Appointed"),
        AgencyCard.Withdrawn => new("已单方解除", "Withdrawn by the agent"),
        AgencyCard.Ended => new("已终止", "Ended"),
        AgencyCard.Refused => new("未能登记", "Could not be registered"),
        _ => new("已取消", "Cancelled"),
    };

    public static Bilingual Of(Occupation occupation) => occupation switch
    {
        Occupation.Student => new("学生", "Student"),
        Occupation.Teacher => new("教师", "Teacher"),
        Occupation.MedicalStaff => new("医务人员", "Medical staff"),
        Occupation.CivilServant => new("公务员", "Civil servant"),
        Occupation.Military => new("现役军人", "Military"),
        _ => new("以上都不是", "None of these"),
    };

    /// <summary>The end of an order's id: enough to tell two apart, not enough to look one up.</summary>
    public static string Short(string order) => order.Length > 6 ? "…" + order[^6..] : order;

    /// <summary>CN-MLM-11: who earns of each order, that the buyer pays nothing extra and may leave.</summary>
    public static Bilingual Notice(string nick, RewardSettings rewards) => new(
        $"您经“{nick}”推荐。您每笔订单商品净额的{rewards.Direct}会作为推荐奖励给推荐人，"
        + (rewards.Indirect == Rate.Zero ? "" : $"{rewards.Indirect}给推荐人的推荐人，")
        + "不增加您的付款。您可随时解除推荐关系。",
        $"You were referred by “{nick}”. {rewards.Direct} of the net goods amount of each order goes to the referrer"
        + (rewards.Indirect == Rate.Zero ? "" : $", {rewards.Indirect} to that person's referrer")
        + "; you pay nothing extra. You may unlink at any time.");
}
