using Wellspring.Core;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Malls;
using Wellspring.Shop.Members;

namespace Wellspring.Server.Members;

/// <summary>What the kinds of consent are called.</summary>
internal static class ConsentWords
{
    public static Bilingual Of(string kind) => kind switch
    {
        Consents.Join => new("加入说明(7.1)", "Disclosure before joining (7.1)"),
        Consents.CapExit => new("到顶规则", "Rule at the ceiling"),
        Consents.Promoter => new("推广员须知(7.5)", "Promoter's disclosure (7.5)"),
        Consents.Agent => new("区域代理披露与合同(7.6)", "Region agent's disclosure and contract (7.6)"),
        LegacyOffers.Consent => new("债权转换要约(7.7)", "Offer to convert a claim (7.7)"),
        MallConsent.Kind => new("绑定商城账号", "Binding a mall account"),
        IdentityConsent.Kind => new("身份与收款信息", "Identity and payout details"),
        "marketing" => new("接收营销信息", "Marketing messages"),
        _ => new($"其他同意:{kind}", $"Other consent: {kind}"),
    };
}
