using Wellspring.Shop.Payments.Alipay;
using Wellspring.Shop.Payments.Wechat;

namespace Wellspring.Shop.Payments;

/// <summary>The real channels that the operator has set up; none until then.</summary>
public static class ConfiguredChannels
{
    /// <param name="setting">Reads one setting by its full name, such as <c>Payments:Wechat:MerchantId</c>.</param>
    /// <exception cref="PaymentSettingsException">A channel is switched on and cannot work.</exception>
    public static IReadOnlyList<IPaymentChannel> Read(
        Func<string, string?> setting, HttpClient http, TimeProvider wallTime)
    {
        var channels = new List<IPaymentChannel>();
        if (WechatPayOptions.Read(setting) is { } wechat)
        {
            channels.Add(new WechatPayChannel(wechat, http, wallTime));
        }

        if (AlipayOptions.Read(setting) is { } alipay)
        {
            channels.Add(new AlipayChannel(alipay, http, wallTime));
        }

        return channels;
    }
}
