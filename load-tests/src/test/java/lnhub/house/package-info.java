/**
 * The house rules, held over the sources and classes of every module: which way dependencies point, what pure means,
 * how long a file or a method may be, what each package and public type must say about itself. Each rule has a test
 * that plants a fault and demands that it is found. What the hub does is not tested here.
 */
package lnhub.house;
