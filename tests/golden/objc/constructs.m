// Every construct of Objective-C that the scanner lists.
#import <Foundation/Foundation.h>
#import "Shop.h"
@import CoreData.Model;

NS_ASSUME_NONNULL_BEGIN

@class Later;
@protocol Announced;

typedef NS_ENUM(NSInteger, SHState) {
  SHStateOpen,
  SHStateClosed = 2, ///< over night
};

typedef void (^SHHandler)(int code, NSString *text);

typedef NSDictionary<NSString *, id> SHOptions;

@protocol SHBuyer;

/// Sells things.
@protocol SHSeller <NSObject>
@required
- (void)sell:(id)thing;
@optional
- (BOOL)canSell:(id)thing atPrice:(int)price NS_SWIFT_NAME(canSell(_:at:));
@property (nonatomic, readonly) NSInteger count;
@end

NS_SWIFT_NAME(Shelf) __attribute__((objc_subclassing_restricted))
@interface SHShelf <__covariant Thing : id<NSCopying>, Place> : NSCache <Thing, Place> <SHSeller>
@property (readonly) NSDictionary <NSString *, NSSet<Thing> *> *things;
+ (instancetype)new NS_UNAVAILABLE;
@end

@interface SHNames : NSArray<NSString *>
@end

/** A shop. */
@interface SHShop : NSObject <SHSeller, NSCopying> {
  int _number;
@private
  NSString *_owner;
}

@property (nonatomic, copy, nullable) NSString *name; ///< as painted on the door
@property (class, readonly) SHShop *shared;
@property (copy) void (^onSale)(int price);

+ (instancetype)shopWithName:(NSString *)name number:(int)number;
- (void)open;

@end

@interface SHShop (Sales)
- (BOOL)isCheap:(id)thing;
@end

@interface SHShop ()
@property (weak) id<SHBuyer> buyer;
@end

NS_ASSUME_NONNULL_END

static NSString *const kName = @"@interface Not : This {";

@implementation SHShop

@synthesize name = _name;

+ (instancetype)shopWithName:(NSString *)name number:(int)number {
  return [[self alloc] init];
}

/// Opens the door.
- (void)open {
  void (^block)(void) = ^{ NSLog(@"{ open"); };
  block();
}

- (void)sell:(id)thing
{
}

static int helper(int a) {
  return a;
}

@end

int main(int argc, const char *argv[]) {
  @autoreleasepool {
    return helper(argc);
  }
}
