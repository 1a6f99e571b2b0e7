using System.Collections;
using System.Management.Automation;

namespace InfluxDownsample.Pipeline;

/// <summary>
/// The objects that an input stands for: the pipeline gives them one by one, <c>-InputObject $list</c> all at once; both mean the same.
/// One by one is the common way, so that one allocates nothing.
/// </summary>
internal readonly struct InputItems
{
    private readonly object? _input;

    private InputItems(object? input) => _input = input;

    /// <summary>Whether an object is a list of inputs and no input itself.</summary>
    public static bool IsList(object value) => value is IList and not IDictionary;

    /// <summary>The objects; none for null.</summary>
    public static InputItems Of(object? input) => new(input);

    public Enumerator GetEnumerator() => new(_input);

    private static IEnumerable<PSObject> Flatten(object? input) => Plain(input) switch
    {
        null => [],
        IList list when IsList(list) => list.Cast<object?>().SelectMany(Flatten),
        _ => [PSObject.AsPSObject(input!)],
    };

    private static object? Plain(object? input) => input is PSObject wrapped ? wrapped.BaseObject : input;

    /// <summary>Goes through the objects.</summary>
    internal struct Enumerator
    {
        private readonly IEnumerator<PSObject>? _items;
        private PSObject? _next;

        public Enumerator(object? input)
        {
            object? plain = Plain(input);
            if (plain is not null && IsList(plain))
            {
                _items = Flatten(input).GetEnumerator();
            }
            else if (plain is not null)
            {
                _next = PSObject.AsPSObject(input!);
            }
        }

        public PSObject Current { get; private set; } = null!;

        public bool MoveNext()
        {
            PSObject? next = _items is null ? _next : _items.MoveNext() ? _items.Current : null;
            _next = null;
            Current = next!;
            return next is not null;
        }
    }
}
