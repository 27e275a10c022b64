using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Engine.Tests;

public class ModelTests
{
    private static readonly BotCode Bot = Code("b7");

    [Fact]
    public void ShouldReadBackEveryOrderIdThatItWrites() => Prop.ForAll<ushort, int, bool>((number, slot, sell) =>
    {
        int epoch = Math.Max(1, (int)number);
        int k = (int)(Math.Abs((long)slot) % (2 * ClOrdId.SlotOffset)) - ClOrdId.SlotOffset;
        Side side = sell ? Side.Sell : Side.Buy;
        var id = ClOrdId.Create((byte)number, epoch, k, side, (int)(Math.Abs((long)slot) % ClOrdId.MaxGeneration));
        byte[] text = new byte[ClOrdId.TextLength];
        id.Format(Bot, text);
        return ClOrdId.TryParse(text, Bot, out ClOrdId back) && back == id
            && (back.Slot, back.Epoch, back.Side, back.Instrument) == (k, epoch, side, (byte)number)
            && !ClOrdId.TryParse(text, Code("b8"), out _)
            && text.All(b => b is >= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'z');
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ShouldRejectAnOrderIdWithOneWrongCharacter()
    {
        byte[] text = new byte[ClOrdId.TextLength];
        ClOrdId.Create(0, 3, -12, Side.Sell, 77).Format(Bot, text);
        for (int i = 0; i < text.Length; i++)
        {
            byte[] wrong = [.. text];
            wrong[i] = wrong[i] == (byte)'4' ? (byte)'5' : (byte)'4';
            Assert.False(ClOrdId.TryParse(wrong, Bot, out _), Encoding.ASCII.GetString(wrong));
        }
    }

    [Fact]
    public void ShouldReadAndWriteDecimalsLikeTheFrameworkDoes() => Prop.ForAll<int, byte>((number, digits) =>
    {
        decimal value = number / (decimal)Math.Pow(10, digits % 9);
        byte[] text = Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));
        if (!FixedPoint.TryParse(text, out long e8)) return false;
        return e8 == (long)(value * FixedPoint.One)
            && decimal.Parse(FixedPoint.ToText(e8), CultureInfo.InvariantCulture) == value;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1e5")]
    [InlineData("1.2.3")]
    [InlineData(" 1")]
    [InlineData("0.123456789")]
    [InlineData("99999999999999")]
    [InlineData("NaN")]
    public void ShouldRefuseWhatIsNoDecimal(string text) =>
        Assert.False(FixedPoint.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void ShouldFindNextAndPreviousLikeASortedSet()
    {
        var random = new Random(20261124);
        var bits = new SlotBits();
        var twin = new SortedSet<int>();
        for (int i = 0; i < 20_000; i++)
        {
            int range = i % 2 == 0 ? 300 : ClOrdId.SlotOffset;
            int k = random.Next(-range, range);
            bool value = random.Next(2) == 0;
            bits.Set(k, value);
            if (value) twin.Add(k);
            else twin.Remove(k);
            int from = random.Next(-range, range);
            Assert.Equal(twin.GetViewBetween(from, int.MaxValue) is { Count: > 0 } up ? up.Min : SlotBits.None,
                bits.Next(from));
            Assert.Equal(twin.GetViewBetween(int.MinValue, from) is { Count: > 0 } down ? down.Max : SlotBits.None,
                bits.Previous(from));
        }
    }

    [Fact]
    public void ShouldKeepTheNewestOrdersAndForgetTheOldest()
    {
        var orders = new BookedOrders();
        int total = BookedOrders.Capacity + 5000;
        for (int i = 0; i < total; i++)
        {
            ref BookedOrder order = ref orders.Add(Id(i));
            order.OrderQtyLots = i;
        }

        Assert.True(orders.HasForgotten);
        for (int i = 0; i < total; i++)
        {
            ref BookedOrder order = ref orders.Find(Id(i));
            bool isKnown = !System.Runtime.CompilerServices.Unsafe.IsNullRef(ref order);
            Assert.Equal(i >= total - BookedOrders.Capacity, isKnown);
            if (isKnown) Assert.Equal(i, order.OrderQtyLots);
        }

        static ClOrdId Id(int i) => ClOrdId.Create(0, 1 + i / 50_000, i % 97 - 40, Side.Buy, i);
    }

    [Theory]
    [InlineData(300_000, 300_000, -1)] // one tenth of an interval of slack
    [InlineData(300_000, 300_010, 0)]
    [InlineData(300_000, 299_909, -2)]
    [InlineData(300_000, 299_910, -1)]
    public void ShouldFloorTheGridIndexAlsoBelowTheAnchor(long anchor, long reference, long index) =>
        Assert.Equal(index, new GridGeometry(anchor, 100).GridIndex(reference));

    private static BotCode Code(string text) => BotCode.TryParse(text, out BotCode code) ? code : default;
}
