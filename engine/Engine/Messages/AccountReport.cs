namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>Balance of the margin asset in 1e-8, and whether the key may trade.</summary>
public struct AccountReport
{
    public long QueryId;
    public long WalletBalanceE8;
    public long AvailableBalanceE8;
    public byte CanTrade;
}
