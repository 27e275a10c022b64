using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Venues;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Order ids with a broker's prefix come back as they went, and stay within what every venue takes.</summary>
public sealed class ClOrdIdTextTests
{
    private static readonly BotCode Bot = BotCode.TryParse("a1", out BotCode code) ? code : default;
    private static readonly BotCode Other = BotCode.TryParse("a2", out BotCode code) ? code : default;

    [Fact]
    public void ShouldReadBackWhatItWroteUnderAnyPrefix() =>
        Prop.ForAll<ulong, byte>((value, length) => ReadsBack(value, length)).QuickCheckThrowOnFailure();

    private static bool ReadsBack(ulong value, byte length)
    {
        ClOrdId id = new(value | 1);
        ClOrdIdText ids = new(Bot, new string('X', length % (ClOrdIdText.MaxPrefixLength + 1)));
        Span<byte> text = stackalloc byte[ClOrdIdText.MaxLength];
        int written = ids.Format(id.Value, text);

        return written <= 28 && ids.TryRead(text[..written], out ClOrdId read) && read == id
            && new ClOrdIdText(Bot, "y-").TryRead(text[..written], out read) && read == id // the prefix was changed
            && !new ClOrdIdText(Other, "X").TryRead(text[..written], out _);
    }

    [Fact]
    public void ShouldWriteThePrefixFirstAndNothingElseWithoutOne()
    {
        ClOrdId id = ClOrdId.Create(0, 1, 5, Side.Buy, 1);
        Span<byte> text = stackalloc byte[ClOrdIdText.MaxLength];
        string plain = Encoding.ASCII.GetString(text[..((ClOrdIdText)Bot).Format(id.Value, text)]);
        string marked = Encoding.ASCII.GetString(text[..new ClOrdIdText(Bot, "x-Ab_90").Format(id.Value, text)]);

        Assert.Equal(ClOrdId.TextLength, plain.Length);
        Assert.Equal("x-Ab_90" + plain, marked);
        Assert.Equal(marked, new ClOrdIdText(Bot, "x-Ab_90").TextOf(id.Value)); // as the log names it
        Assert.Throws<ArgumentException>(() => new ClOrdIdText(Bot, "elevenchars"));
        Assert.False(new ClOrdIdText(Bot, "").TryRead("x-"u8, out _));
    }
}
