using System.Collections.Frozen;

namespace Wellspring.Core.Compliance;

/// <summary>Letters that look alike or mean the same, folded to one form, so that a filter is not dodged.</summary>
/// <remarks>
/// Our own: with invariant globalization the runtime's normalisation leaves every letter as it is. The tables are
/// those of NFKC for Kangxi radicals (from U+2F00) and compatibility ideographs (from U+F900); half and full width,
/// circled and mathematical letters follow a rule.
/// </remarks>
internal static class LetterFolding
{
    private const string Radicals =
        "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳"
        + "心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸"
        + "缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音"
        + "頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

    private const string Ideographs =
        "豈更車賈滑串句龜龜契金喇奈懶癩羅蘿螺裸邏樂洛烙珞落酪駱亂卵欄爛蘭鸞嵐濫藍襤拉臘蠟廊朗浪狼郎來冷勞擄櫓爐盧老蘆虜路露魯鷺碌"
        + "祿綠菉錄鹿論壟弄籠聾牢磊賂雷壘屢樓淚漏累縷陋勒肋凜凌稜綾菱陵讀拏樂諾丹寧怒率異北磻便復不泌數索參塞省葉說殺辰沈拾若掠略亮"
        + "兩凉梁糧良諒量勵呂女廬旅濾礪閭驪麗黎力曆歷轢年憐戀撚漣煉璉秊練聯輦蓮連鍊列劣咽烈裂說廉念捻殮簾獵令囹寧嶺怜玲瑩羚聆鈴零靈"
        + "領例禮醴隸惡了僚寮尿料樂燎療蓼遼龍暈阮劉杻柳流溜琉留硫紐類六戮陸倫崙淪輪律慄栗率隆利吏履易李梨泥理痢罹裏裡里離匿溺吝燐璘"
        + "藺隣鱗麟林淋臨立笠粒狀炙識什茶刺切度拓糖宅洞暴輻行降見廓兀嗀"
        + "\ufa0e\ufa0f塚\ufa11晴\ufa13\ufa14凞猪益礼神祥福靖精羽\ufa1f蘒\ufa21諸\ufa23\ufa24逸都\ufa27\ufa28\ufa29飯飼"
        + "館鶴郞隷侮僧免勉勤卑喝嘆器塀墨層屮悔慨憎懲敏既暑梅海渚漢煮爫琢碑社祉祈祐祖祝禍禎穀突節練縉繁署者臭艹艹著褐視謁謹賓贈辶逸"
        + "難響頻恵\ufa6c舘\ufa6e\ufa6f並况全侀充冀勇勺喝啕喙嗢塚墳奄奔婢嬨廒廙彩徭惘慎愈憎慠懲戴揄搜摒敖晴朗望杖歹殺流滛滋漢瀞煮瞧爵犯猪瑱甆画"
        + "瘝瘟益盛直睊着磌窱節类絛練缾者荒華蝹襁覆視調諸請謁諾諭謹變贈輸遲醙鉶陼難靖韛響頋頻鬒龜\ufacf\ufad0\ufad1㮝䀘䀹\ufad5\ufad6\ufad7齃龎";

    /// <summary>Traditional letters and their simplified forms, in pairs: those that patterns are made of.</summary>
    private const string Traditional =
        "證证險险風风穩稳賺赚贏赢漲涨遠远揚扬單单邊边終终託托積积購购價价紅红還还長长費费於于錢钱資资養养額额來来買买兩两點点報报國国備备認认"
        + "級级網网辦办書书權权區区塊块鏈链騰腾訊讯層层並并併并殼壳變变現现財财務务兌兑換换場场規规擔担傳传銷销監监歷历過过檢检測测審审發发線线頭头"
        + "獎奖團团隊队業业績绩間间賣卖圖图傘伞東东統统計计結结轉转賬账帳账庫库綠绿幣币虛虚擬拟貨货數数掛挂臺台無无沒没眾众籌筹專专協协會会預预萬万"
        + "讓让釋释領领獲获潤润簽签據据實实體体產产貸贷債债償偿贈赠優优閒闲從从個个們们這这對对開开關关門门進进選选應应該该說说請请當当營营類类";

    private static readonly FrozenDictionary<char, char> Simplified = Enumerable.Range(0, Traditional.Length / 2)
        .ToFrozenDictionary(pair => Traditional[pair * 2], pair => Traditional[(pair * 2) + 1]);

    /// <summary>One letter, given as a code point, in its plain, simplified, lower-case form.</summary>
    public static string Fold(int letter)
    {
        var plain = Plain(letter);
        return plain > char.MaxValue ? char.ConvertFromUtf32(plain)
            : Simplified.TryGetValue((char)plain, out var simple) ? simple.ToString()
            : char.ToLowerInvariant((char)plain).ToString();
    }

    private static int Plain(int letter) => letter switch
    {
        0x3000 or 0x00A0 => ' ',
        >= 0xFF01 and <= 0xFF5E => letter - 0xFEE0,
        >= 0x2F00 and < 0x2F00 + 214 => Radicals[letter - 0x2F00],
        >= 0xF900 and < 0xF900 + 474 => Ideographs[letter - 0xF900],
        >= 0x2460 and <= 0x2468 => '1' + letter - 0x2460,
        >= 0x24B6 and <= 0x24CF => 'a' + letter - 0x24B6,
        >= 0x24D0 and <= 0x24E9 => 'a' + letter - 0x24D0,
        >= 0x1D400 and <= 0x1D6A3 => 'a' + ((letter - 0x1D400) % 26),
        >= 0x1D7CE and <= 0x1D7FF => '0' + ((letter - 0x1D7CE) % 10),
        >= 0x1F130 and <= 0x1F149 => 'a' + letter - 0x1F130,
        0xFF61 => '。',
        _ => letter,
    };
}
