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

/// Sells things.
@protocol SHSeller <NSObject>
- (void)sell:(id)thing;
@optional
@property (nonatomic, readonly) NSInteger count;
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
